using Tpt.Engine.Imaging;
using Tpt.Engine.Views;

namespace Microsoft.ML.Tpt.Scoring;

/// <summary>What a pass over the rows does with their images: one method for a column of scores, or several for a comparison.</summary>
/// <typeparam name="T">What it makes of an image.</typeparam>
/// <param name="CreateViews">Makes the views of an image, on any thread.</param>
/// <param name="Predict">Scores the views of several images, at least one, in their order. The views stay the caller's.</param>
/// <param name="ReasonWithoutLabel">Why a result has no label, as a clause; <see langword="null"/> where it has one.</param>
/// <param name="IsFallback">Whether a result is the zero-shot scores because adaptation gave what is no number.</param>
internal sealed record RowEngine<T>(
    Func<ImagePixels, ViewBatch> CreateViews,
    Func<IReadOnlyList<ViewBatch>, IReadOnlyList<T>> Predict,
    Func<T, string?> ReasonWithoutLabel,
    Func<T, bool> IsFallback);
