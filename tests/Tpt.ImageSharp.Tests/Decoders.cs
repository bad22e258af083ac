using Microsoft.ML;
using Microsoft.ML.Tests.Images;
using Tpt.Engine.Imaging;

namespace Tpt.ImageSharp.Tests;

/// <summary>Both decoders, and the files that each reads.</summary>
internal static class Decoders
{
    public static IImageDecoder Of(string name) => name == "ImageSharp" ? ImageDecoders.ImageSharp : ImageDecoders.SkiaSharp;

    /// <summary>Every small file that the decoder reads, by name.</summary>
    public static IReadOnlyDictionary<string, byte[]> FilesOf(string decoder)
        => decoder == "ImageSharp" ? Pictures.Files.Concat(SharpFiles.Files).ToDictionary() : Pictures.Files;

    public static TheoryData<string, string> All
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var decoder in (string[])["SkiaSharp", "ImageSharp"])
            {
                foreach (var file in FilesOf(decoder).Keys)
                {
                    data.Add(decoder, file);
                }
            }
            return data;
        }
    }

    public static byte[] Pixels(DecodedImage decoded)
    {
        decoded.Reason.Should().BeNull();
        return decoded.Pixels!.Rgbx.ToArray();
    }
}
