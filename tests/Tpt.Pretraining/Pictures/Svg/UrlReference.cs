namespace Tpt.Pretraining.Pictures.Svg;

/// <summary>A value like <c>url(#sky) blue</c>.</summary>
/// <param name="Id">The id, <c>sky</c>.</param>
/// <param name="Fallback">What stands behind it, <c>blue</c>; empty where nothing does.</param>
internal readonly record struct UrlReference(string Id, string Fallback)
{
    public static bool TryParse(string value, out UrlReference reference)
    {
        reference = default;
        var end = value.IndexOf(')', StringComparison.Ordinal);
        if (!value.StartsWith("url(", StringComparison.OrdinalIgnoreCase) || end < 0)
        {
            return false;
        }

        var id = value[4..end].Trim(' ', '"', '\'').TrimStart('#');
        reference = new UrlReference(id, value[(end + 1)..].Trim());
        return true;
    }
}
