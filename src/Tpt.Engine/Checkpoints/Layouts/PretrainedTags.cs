using System.Globalization;
using Tpt.Engine.Configuration;
using Tpt.Engine.Imaging;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Checkpoints.Layouts;

/// <summary>
/// What is known of the weights that OpenCLIP publishes, from a table of this library (<c>PretrainedTags.tsv</c>, which names its source).
/// A file's name is never asked: it says nothing about what is in the file.
/// </summary>
internal static class PretrainedTags
{
    private const string Resource = "Tpt.Engine.PretrainedTags.tsv";
    private const string None = "-";
    private const int MostSuggestions = 5;

    /// <summary>How the Hugging Face cache calls the folder of <c>organisation/name</c>: <c>models--organisation--name</c>.</summary>
    private const string CachePrefix = "models--";

    public static IReadOnlyList<PretrainedTag> All { get; } = Read();

    /// <param name="name">Architecture and tag, such as <c>ViT-H-14/laion2b_s32b_b79k</c>.</param>
    /// <exception cref="ArgumentException">There is none of that name: the message has the nearest ones.</exception>
    public static PretrainedTag Find(string name) => All.FirstOrDefault(tag => tag.IsCalled(name))
        ?? throw OptionCheck.Unfit("Pretrained", $"Pretrained is '{Excerpt.Of(name)}', and no weights of that name are known. The nearest are {string.Join(", ", Nearest(name))}. "
            + "It is architecture/tag as open_clip.list_pretrained() has them, of a model with CLIP's own text tower.");

    /// <summary>All that are published under an id of the hub, most often one.</summary>
    public static IReadOnlyList<PretrainedTag> OfHubId(string id) => [.. All.Where(tag => tag.HubIds.Contains(id, StringComparer.OrdinalIgnoreCase))];

    /// <summary>The hub id that a folder is called by: one of the Hugging Face cache, or one whose last two parts are organisation and name.</summary>
    /// <param name="folder">The folder that the weights lie in.</param>
    /// <returns>What is an id, or the last two parts of the path in the form of one.</returns>
    public static string HubIdOf(string folder)
    {
        var parts = Path.GetFullPath(folder).Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        return parts.LastOrDefault(part => part.StartsWith(CachePrefix, StringComparison.Ordinal))?[CachePrefix.Length..].Replace("--", "/", StringComparison.Ordinal)
            ?? string.Join('/', parts.TakeLast(2));
    }

    private static IEnumerable<string> Nearest(string name)
        => All.OrderBy(known => known.HubIds.Append(known.Name).Append(known.Tag).Min(called => EditDistance.Between(called, name))).Select(known => known.Name).Take(MostSuggestions);

    private static List<PretrainedTag> Read()
    {
        var tags = new List<PretrainedTag>();
        using var reader = new StreamReader(typeof(PretrainedTags).Assembly.GetManifestResourceStream(Resource)!);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                tags.Add(Parse(line.Split('\t')));
            }
        }
        return tags;
    }

    private static PretrainedTag Parse(string[] fields) => new()
    {
        Architecture = fields[0],
        Tag = fields[1],
        Family = fields[2] == "metaclip2" ? ModelFamily.MetaClip2 : ModelFamily.Clip,
        QuickGelu = fields[3] == "quick_gelu",
        Preprocessing = Preprocessing(fields[4], fields[5], fields[6], Number(fields[8])),
        EmbedDim = Number(fields[7]),
        TimmTower = fields[9] == None ? null : fields[9],
        VisionLayers = fields[10] == None ? [] : [.. fields[10].Split(',').Select(Number)],
        VisionWidth = Number(fields[11]),
        VisionHeadWidth = Number(fields[12]),
        PatchSize = Number(fields[13]),
        ContextLength = Number(fields[14]),
        VocabSize = Number(fields[15]),
        TextWidth = Number(fields[16]),
        TextHeads = Number(fields[17]),
        TextLayers = Number(fields[18]),
        HubIds = fields[19].Split(','),
    };

    private static ImagePreprocessing Preprocessing(string norm, string interpolation, string mode, int size)
    {
        var clip = new ImagePreprocessing
        {
            ResizeMode = Enum.Parse<ResizeMode>(mode, ignoreCase: true),
            ResizeEdge = size,
            CropSize = size,
            Filter = Enum.Parse<ResampleFilter>(interpolation, ignoreCase: true),
        };
        return norm switch
        {
            "half" => clip with { Mean = [0.5f, 0.5f, 0.5f], Std = [0.5f, 0.5f, 0.5f] },
            "none" => clip with { Mean = [0, 0, 0], Std = [1, 1, 1] },
            _ => clip,
        };
    }

    private static int Number(string field) => field == None ? 0 : int.Parse(field, CultureInfo.InvariantCulture);
}
