using System.Globalization;
using Tpt.Pretraining.Rendering;

// <folder> <size>: draws every .svg file of the folder into an .rgba file beside it.
if (args.Length != 2 || !int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size < 1)
{
    Console.Error.WriteLine("usage: Tpt.Pretraining.Rendering <folder> <side in pixels, from 1 up>");
    return 2;
}

try
{
    foreach (var path in Directory.EnumerateFiles(args[0], "*.svg").Order(StringComparer.Ordinal))
    {
        File.WriteAllBytes(Path.ChangeExtension(path, ".rgba"), SvgRenderer.Render(path, size));
    }
    return 0;
}
catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
