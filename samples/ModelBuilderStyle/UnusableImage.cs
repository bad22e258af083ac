
namespace ModelBuilderStyle;

/// <summary>An image that has no answer.</summary>
/// <param name="Row">Its row, from 0.</param>
/// <param name="Image">The image.</param>
/// <param name="Reason">Why it has none, as the library's log says it.</param>
internal sealed record UnusableImage(int Row, MLModel.ModelInput Image, string Reason);
