using System.Diagnostics;
using Microsoft.ML;
using Tpt.Fuzz.Corpus;
using Tpt.Fuzz.Mutation;
using static TorchSharp.torch;

namespace Tpt.Fuzz.Targets;

/// <summary>
/// A pass over a hundred rows, a tenth of them hostile, by one transformer that lives as long as the target: the good rows have the
/// bits of their first pass, and neither live tensors nor memory grow from pass to pass. A hundred inputs are 10,000 rows.
/// </summary>
internal sealed class SoakTarget : IFuzzTarget
{
    private const int Rows = 100;
    private const int HostileEvery = 10;

    /// <summary>The allocators settle in these passes.</summary>
    private const int PassesBefore = 10;
    private const long MostGrowth = 100_000_000;

    private readonly MLContext _context = new(1);
    private readonly IReadOnlyList<byte[]> _corpus = PictureCorpus.Create();
    private readonly TptTransformer _transformer;
    private readonly float[][] _expected;
    private int _passes;
    private long _tensors;
    private long _memory;

    public SoakTarget(string folder)
    {
        var model = TinyCheckpoint.WriteHuggingFace(Path.Combine(folder, "model"));
        var good = _context.Data.LoadFromEnumerable(RowScoring.Pictures.Select(picture => new BytesRow { Image = picture }).ToArray());
        _transformer = _context.Transforms.TestTimePromptTuning(RowScoring.Options(model)).Fit(good);
        _expected = [.. Score(good).Select(row => row.Score)];
    }

    public IReadOnlyList<string> Kinds { get; } = ["rows"];

    public FuzzInput Create(Pcg random) => new(Kinds[0], random.Bytes(8));

    public bool Run(FuzzInput input)
    {
        var random = Pcg.Of(input.Kind, BitConverter.ToUInt64([.. input.Bytes, .. new byte[8]]), 0);
        var hostile = random.Below(HostileEvery);
        var rows = Enumerable.Range(0, Rows).Select(i => new BytesRow
        {
            Image = i % HostileEvery == hostile ? ImageMutation.Mutate(random.Pick(_corpus), random.Pick(_corpus), random) : RowScoring.Pictures[i % RowScoring.Pictures.Count],
        }).ToArray();
        var scored = Score(_context.Data.LoadFromEnumerable(rows));
        for (var i = 0; i < Rows; i++)
        {
            if (i % HostileEvery != hostile)
            {
                Oracle.CheckSame(scored[i].Score, _expected[i % _expected.Length], $"row {i}");
            }
        }
        CheckGrowth();
        return true;
    }

    public void Dispose() => _transformer.Dispose();

    /// <exception cref="WrongResultException">Tensors or memory grew.</exception>
    private void CheckGrowth()
    {
        using var process = Process.GetCurrentProcess();
        var (tensors, memory) = (Tensor.TotalCount, process.WorkingSet64);
        if (++_passes <= PassesBefore)
        {
            (_tensors, _memory) = (tensors, memory);
        }
        if (tensors != _tensors)
        {
            throw new WrongResultException($"{tensors} live tensors after {_passes * Rows} rows, and {_tensors} after {PassesBefore * Rows}");
        }
        if (memory - _memory > MostGrowth)
        {
            throw new WrongResultException($"{memory / 1_000_000} MB after {_passes * Rows} rows, and {_memory / 1_000_000} MB after {PassesBefore * Rows}");
        }
    }

    private ScoredRow[] Score(IDataView rows) => [.. _context.Data.CreateEnumerable<ScoredRow>(_transformer.Transform(rows), reuseRowObject: false)];
}
