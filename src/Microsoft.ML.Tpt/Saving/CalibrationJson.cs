using Tpt.Engine.Calibration;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>A calibration in an application's own JSON: <c>{"Name": "Temperature", "Value": 1.16}</c>.</summary>
internal sealed class CalibrationJson() : NamedOptionsJson<CalibrationOptions>("calibration");
