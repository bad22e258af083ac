namespace ModelBuilderStyle;

/// <summary>An image that has no answer.</summary>
/// <param name="Image">The image.</param>
/// <param name="Reason">Why it has none, as the library's log or the operating system says it.</param>
internal sealed record UnusableImage(MLModel.ModelInput Image, string Reason);
