using Microsoft.ML;
using Microsoft.ML.Data;
using SkiaSharp;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Fuzz.Corpus;

namespace Tpt.Fuzz.Targets;

/// <summary>A row with the bytes of an image file.</summary>
internal sealed class BytesRow
{
    public byte[] Image { get; set; } = [];
}

/// <summary>A row with the path of an image file.</summary>
internal sealed class PathRow
{
    public string Path { get; set; } = "";
}

/// <summary>A scored row.</summary>
internal sealed class ScoredRow
{
    public uint PredictedLabel { get; set; }

    public float[] Score { get; set; } = [];
}

/// <summary>Three good pictures and their scores, among which another row must change nothing.</summary>
internal sealed class RowScoring : IDisposable
{
    private readonly MLContext _context;
    private readonly string _folder;
    private readonly ITransformer _transformer;
    private readonly bool _byPath;
    private readonly float[][] _expected;

    /// <param name="context">The context.</param>
    /// <param name="folder">A folder for the files.</param>
    /// <param name="modelPath">The model's folder.</param>
    /// <param name="byPath">Whether the images come from <c>LoadImages</c>, and not as bytes.</param>
    public RowScoring(MLContext context, string folder, string modelPath, bool byPath)
    {
        (_context, _folder, _byPath) = (context, folder, byPath);
        for (var i = 0; i < Pictures.Count; i++)
        {
            File.WriteAllBytes(PathOf($"{i}"), Pictures[i]);
        }
        var classify = context.Transforms.TestTimePromptTuning(Options(modelPath));
        _transformer = byPath
            ? context.Transforms.LoadImages("Image", null, "Path").Append(classify).Fit(Paths("0"))
            : classify.Fit(Bytes(Pictures[0]));
        _expected = [.. Read(byPath ? Paths("0", "1", "2") : Bytes([.. Pictures])).Select(row => row.Score)];
        Array.ForEach(_expected, scores => Oracle.CheckScores(scores));
    }

    public static IReadOnlyList<byte[]> Pictures { get; } = [.. new[] { 20, 140, 260 }.Select(hue => PictureCorpus.Encode(30, 24, SKEncodedImageFormat.Png, 100, hue))];

    public static TptOptions Options(string modelPath) => new()
    {
        ClassNames = ["cat", "hot dog", "banana"],
        Views = { Count = 4, Seed = 1 },
        Method = new PromptTuningOptions { SelectionFraction = 0.5 },
        Model = { Path = modelPath, GpuDeviceId = -1 },
    };

    /// <summary>Scores the image as the second of four rows.</summary>
    /// <returns>Whether it has scores; <see langword="false"/>: the missing label.</returns>
    /// <exception cref="WrongResultException">A good row has other scores than without it, or the row's own are none.</exception>
    public bool Score(byte[] image)
    {
        File.WriteAllBytes(PathOf("input"), image);
        var rows = Read(_byPath ? Paths("0", "input", "1", "2") : Bytes(Pictures[0], image, Pictures[1], Pictures[2]));
        if (rows.Length != 4)
        {
            throw new WrongResultException($"4 rows came back as {rows.Length}");
        }
        Oracle.CheckSame(rows[0].Score, _expected[0], "the row in front of it");
        Oracle.CheckSame(rows[2].Score, _expected[1], "the row behind it");
        Oracle.CheckSame(rows[3].Score, _expected[2], "the last row");
        var row = rows[1];
        if (row.PredictedLabel == 0 && row.Score.All(float.IsNaN))
        {
            return false;
        }
        Oracle.CheckScores(row.Score);
        return true;
    }

    public void Dispose() => (_transformer as IDisposable)?.Dispose();

    private ScoredRow[] Read(IDataView rows) => [.. _context.Data.CreateEnumerable<ScoredRow>(_transformer.Transform(rows), reuseRowObject: false)];

    private IDataView Paths(params string[] names) => _context.Data.LoadFromEnumerable(names.Select(name => new PathRow { Path = PathOf(name) }).ToArray());

    private IDataView Bytes(params byte[][] images) => _context.Data.LoadFromEnumerable(images.Select(image => new BytesRow { Image = image }).ToArray());

    private string PathOf(string name) => Path.Combine(_folder, name + ".img");
}
