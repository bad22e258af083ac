using Tpt.Engine.Validation;

namespace Tpt.Engine.Calibration;

/// <summary>The text by which configuration files name a calibration, to its options: <c>"Temperature; Value=1.16"</c>.</summary>
internal sealed class CalibrationNameConverter() : NamedOptionsConverter("calibration", CalibrationOptions.All);
