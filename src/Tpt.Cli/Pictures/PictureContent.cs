using Tpt.Engine.Imaging;

namespace Tpt.Cli.Pictures;

/// <summary>What a picture's file gave.</summary>
/// <param name="Pixels">The pixels; null where it cannot be read.</param>
/// <param name="Error">Why it cannot; null where it can.</param>
internal sealed record PictureContent(ImagePixels? Pixels, string? Error);
