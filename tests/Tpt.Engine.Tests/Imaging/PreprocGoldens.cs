using System.Drawing;
using System.Runtime.InteropServices;
using System.Text.Json;
using SkiaSharp;
using Tpt.Engine.Imaging;

namespace Tpt.Engine.Tests.Imaging;

/// <summary>The stored outputs of the reference in Goldens/preproc.</summary>
internal static class PreprocGoldens
{
    public const int Size = 224;

    private static readonly string s_root = FindRoot();
    private static readonly byte[] s_samples = File.ReadAllBytes(Path.Combine(s_root, "samples.safetensors"));

    public static JsonElement Index { get; } = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(s_root, "index.json"))).RootElement;

    public static ImagePixels Load(string path)
    {
        using var codec = SKCodec.Create(Path.Combine(s_root, path));
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using var bitmap = new SKBitmap(info);
        codec.GetPixels(info, bitmap.GetPixels()).Should().Be(SKCodecResult.Success);
        return ImagePixels.FromRgba(bitmap.GetPixelSpan(), info.Width, info.Height);
    }

    public static byte[] LoadPlanes(string path)
    {
        var image = Load(path);
        var planes = new byte[3 * image.Width * image.Height];
        var whole = new Rectangle(0, 0, image.Width, image.Height);
        PillowResampler.Resize(
            image, whole, ResampleFilter.Bilinear, whole.Size, whole, mirror: false, new PlanarByteSink(planes, image.Width, image.Height));
        return planes;
    }

    /// <summary>A resized crop as bytes [3, 224, 224].</summary>
    public static byte[] CropPlanes(string input, JsonElement crop, bool mirror)
    {
        var planes = new byte[3 * Size * Size];
        var area = new Rectangle(Int32(crop, "left"), Int32(crop, "top"), Int32(crop, "width"), Int32(crop, "height"));
        PillowResampler.ResizeToSquare(
            Load("inputs/" + input), area, ResampleFilter.Bilinear, Size, mirror, new PlanarByteSink(planes, Size, Size));
        return planes;
    }

    public static float[] Samples(string key)
    {
        var headerLength = (int)BitConverter.ToUInt64(s_samples);
        using var header = JsonDocument.Parse(s_samples.AsMemory(8, headerLength));
        var offsets = header.RootElement.GetProperty(key).GetProperty("data_offsets");
        int start = offsets[0].GetInt32(), end = offsets[1].GetInt32();
        return MemoryMarshal.Cast<byte, float>(s_samples.AsSpan(8 + headerLength + start, end - start)).ToArray();
    }

    /// <summary><c>x[:, first::step, first::step]</c> of [3, 224, 224].</summary>
    public static float[] Grid(float[] planes, int first, int step) =>
    [
        .. from channel in Enumerable.Range(0, 3)
           from y in Enumerable.Range(0, Size)
           where y >= first && (y - first) % step == 0
           from x in Enumerable.Range(0, Size)
           where x >= first && (x - first) % step == 0
           select planes[(((channel * Size) + y) * Size) + x],
    ];

    public static float[] Normalize(byte[] planes, ImagePreprocessing preprocessing)
    {
        var table = new NormalizationTable(preprocessing);
        var result = new float[planes.Length];
        var area = planes.Length / 3;
        for (var channel = 0; channel < 3; channel++)
        {
            table.Normalize(channel, planes.AsSpan(channel * area, area), result.AsSpan(channel * area, area));
        }

        return result;
    }

    public static int Int32(JsonElement element, string key) => element.GetProperty(key).GetInt32();

    public static string String(JsonElement element, string key) => element.GetProperty(key).GetString()!;

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "Goldens", "preproc");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new DirectoryNotFoundException("Goldens/preproc is in no folder above " + AppContext.BaseDirectory);
    }
}
