using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace Tpt.Pretraining.Pictures.Building;

/// <summary>Draws SVG with Svg.Skia, in a process of its own: Svg.Skia needs another SkiaSharp than this program has.</summary>
/// <param name="Size">The side of the pictures in pixels.</param>
/// <param name="Documents">Names for error messages, which are parts of file names, and SVG.</param>
internal sealed record SvgBatch(int Size, IReadOnlyList<(string Name, string Svg)> Documents)
{
    /// <summary>Premultiplied RGBA on transparent squares, in the order of the documents; the caller disposes each.</summary>
    /// <exception cref="InvalidDataException">A document cannot be drawn; the message names it.</exception>
    public IEnumerable<SKBitmap> Render()
    {
        var folder = Directory.CreateTempSubdirectory("tpt-svg").FullName;
        try
        {
            string Stem(int i) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{i:d5} {Documents[i].Name}"));
            for (var i = 0; i < Documents.Count; i++)
            {
                File.WriteAllText(Stem(i) + ".svg", Documents[i].Svg);
            }
            Run(folder);
            for (var i = 0; i < Documents.Count; i++)
            {
                yield return Bitmap(File.ReadAllBytes(Stem(i) + ".rgba"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void Run(string folder)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "rendering", "Tpt.Pretraining.Rendering.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", program, folder, Size.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true };
        using var drawing = Process.Start(start) ?? throw new InvalidOperationException($"'{program}' was not started.");
        var error = drawing.StandardError.ReadToEnd();
        drawing.WaitForExit();
        if (drawing.ExitCode != 0)
        {
            throw new InvalidDataException($"The SVG pictures were not drawn (exit code {drawing.ExitCode}): {error.Trim()}");
        }
    }

    private SKBitmap Bitmap(byte[] pixels)
    {
        var bitmap = new SKBitmap(new SKImageInfo(Size, Size, SKColorType.Rgba8888, SKAlphaType.Premul));
        Marshal.Copy(pixels, 0, bitmap.GetPixels(), pixels.Length);
        return bitmap;
    }
}
