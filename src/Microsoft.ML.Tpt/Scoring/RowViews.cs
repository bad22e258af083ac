using Tpt.Engine;
using Tpt.Engine.Views;

namespace Microsoft.ML.Tpt.Scoring;

/// <summary>The views of a row's image, or the reason why there are none.</summary>
/// <param name="Views">The views, to be disposed of by their owner.</param>
/// <param name="Reason">Why there are none, as a clause; <see langword="null"/> where there are, and where nobody wants them any more.</param>
internal readonly record struct RowViews(ViewBatch? Views, string? Reason);
