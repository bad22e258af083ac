using System.Globalization;
using System.Text;
using System.Text.Json;
using Tpt.Pretraining.Pictures.Packages;

namespace Tpt.Pretraining.Pictures.Sets;

/// <summary>Reads the pictures of a set out of its package.</summary>
internal static class SetReader
{
    private const string SvgFolder = "color/svg/";
    private const string WebpFolder = "assets/";
    private const double IconifyDefaultSize = 16;

    /// <summary>All pictures, in the order of their names.</summary>
    public static IReadOnlyList<SourcePicture> Read(SetKind kind, PackageArchive archive) => kind switch
    {
        SetKind.SvgFiles => ReadFiles(archive, SvgFolder, ".svg", (picture, bytes) => picture with { Svg = Encoding.UTF8.GetString(bytes) }),
        SetKind.WebpFiles => ReadFiles(archive, WebpFolder, ".webp", (picture, bytes) => picture with { Webp = bytes }),
        _ => ReadIconify(archive, kind == SetKind.Emoji),
    };

    private static SourcePicture[] ReadFiles(PackageArchive archive, string folder, string extension, Func<SourcePicture, byte[], SourcePicture> withContent)
        => [.. archive.Paths
            .Where(p => p.StartsWith(folder, StringComparison.Ordinal) && p.EndsWith(extension, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(p => withContent(new SourcePicture(Path.GetFileNameWithoutExtension(p), [CodePoints.Normalise(Path.GetFileNameWithoutExtension(p))]), archive.Bytes(p)))];

    private static SourcePicture[] ReadIconify(PackageArchive archive, bool withCodes)
    {
        var set = archive.Json("icons.json");
        var icons = set.GetProperty("icons");
        var codes = withCodes && archive.Has("chars.json")
            ? archive.Json("chars.json").EnumerateObject().ToLookup(c => c.Value.GetString()!, c => CodePoints.Normalise(c.Name))
            : Enumerable.Empty<int>().ToLookup(_ => "", _ => "");
        var drawings = icons.EnumerateObject().Where(i => !IsHidden(i.Value)).Select(i => (i.Name, Icon: i.Value));
        var aliases = set.TryGetProperty("aliases", out var all)
            ? all.EnumerateObject().Where(a => IsPlainAlias(a.Value) && icons.TryGetProperty(a.Value.GetProperty("parent").GetString()!, out _))
                .Select(a => (a.Name, Icon: icons.GetProperty(a.Value.GetProperty("parent").GetString()!)))
            : [];
        // An alias is another name of a drawing; only sets of emoji need it, where the name must be found.
        return [.. (withCodes ? drawings.Concat(aliases) : drawings)
            .OrderBy(i => i.Name, StringComparer.Ordinal)
            .Select(i => new SourcePicture(i.Name, [.. codes[i.Name].Order(StringComparer.Ordinal)]) { Svg = Svg(set, i.Icon) })];
    }

    private static bool IsHidden(JsonElement icon) => icon.TryGetProperty("hidden", out var hidden) && hidden.GetBoolean();

    /// <summary>Neither turned nor mirrored.</summary>
    private static bool IsPlainAlias(JsonElement alias) => alias.EnumerateObject().All(p => p.Name is "parent" or "hidden");

    private static string Svg(JsonElement set, JsonElement icon)
    {
        double Number(string name, double otherwise)
            => icon.TryGetProperty(name, out var own) ? own.GetDouble() : set.TryGetProperty(name, out var common) ? common.GetDouble() : otherwise;

        var (left, top) = (Number("left", 0), Number("top", 0));
        var (width, height) = (Number("width", IconifyDefaultSize), Number("height", IconifyDefaultSize));
        return string.Create(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"{left} {top} {width} {height}\" width=\"{width}\" height=\"{height}\" color=\"#000\">{icon.GetProperty("body").GetString()}</svg>");
    }
}
