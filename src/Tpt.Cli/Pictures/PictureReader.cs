using Tpt.Engine.Imaging;

namespace Tpt.Cli.Pictures;

/// <summary>Reads pictures as the ML.NET stage reads their bytes. A bad one is an answer, not an exception.</summary>
/// <param name="decoder">The decoder.</param>
/// <param name="options">Its options.</param>
internal sealed class PictureReader(IImageDecoder decoder, ImageDecoderOptions options)
{
    public PictureContent Read(string path)
    {
        byte[] file;
        try
        {
            file = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new PictureContent(null, exception.Message);
        }
        var decoded = decoder.Decode(file, options);
        return new PictureContent(decoded.Pixels, decoded.Reason);
    }
}
