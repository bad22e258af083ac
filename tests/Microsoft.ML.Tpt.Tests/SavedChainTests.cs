using Microsoft.ML.Data;
using Microsoft.ML.Tests.Support;

namespace Microsoft.ML.Tests;

/// <summary>Chains with the transformer anywhere in them come back from their file, in this process and in another.</summary>
public sealed class SavedChainTests : IClassFixture<Workspace>, IDisposable
{
    private readonly Workspace _workspace;
    private readonly MLContext _context = new(seed: 3);
    private readonly IDataView _rows;
    private readonly IDataView _images;
    private readonly string _file;

    public SavedChainTests(Workspace workspace)
    {
        _workspace = workspace;
        _rows = _context.Data.LoadFromEnumerable(workspace.Rows(4));
        _images = Workspace.LoadImages(_context, _rows);
        _file = workspace.PathOf($"{Guid.NewGuid():N}.zip");
    }

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Load_InTheMiddleOfAChain_GivesTheSameLabels()
    {
        using var chain = _context.Transforms.LoadImages("Image", null, "Path")
            .Append(_context.Transforms.TestTimePromptTuning(Workspace.Options()))
            .Append(_context.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(_rows);
        _context.Model.Save(chain, _rows.Schema, _file);

        using var loaded = Load<TransformerChain<ITransformer>>();

        loaded.ElementAt(1).Should().BeOfType<TptTransformer>();
        loaded.Transform(_rows).GetColumn<string>("PredictedLabel").Should().Equal(chain.Transform(_rows).GetColumn<string>("PredictedLabel"));
    }

    [Fact]
    public void Load_TwiceInOneChain_EachKeepsItsOwnClasses()
    {
        var other = Workspace.Options();
        other.ClassNames = ["circle", "square"];
        (other.PredictedLabelColumnName, other.ScoreColumnName) = ("Shape", "ShapeScore");
        using var chain = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Append(_context.Transforms.TestTimePromptTuning(other)).Fit(_images);
        _context.Model.Save(chain, _images.Schema, _file);

        using var loaded = Load<TransformerChain<ITransformer>>();

        foreach (var column in new[] { "Score", "ShapeScore" })
        {
            loaded.Transform(_images).GetColumn<float[]>(column).Should().BeEquivalentTo(chain.Transform(_images).GetColumn<float[]>(column), options => options.WithStrictOrdering());
        }
    }

    [Fact]
    public void Load_NestedInChains_GivesTheSameBits()
    {
        var inner = _context.Transforms.LoadImages("Image", null, "Path").Append(_context.Transforms.TestTimePromptTuning(Workspace.Options()));
        using var outer = _context.Transforms.CopyColumns("Copy", "Path").Append(inner).Fit(_rows);
        _context.Model.Save(outer, _rows.Schema, _file);

        using var loaded = Load<TransformerChain<ITransformer>>();

        loaded.Last().Should().BeOfType<TransformerChain<ITransformer>>();
        loaded.Transform(_rows).GetColumn<float[]>("Score").Should().BeEquivalentTo(outer.Transform(_rows).GetColumn<float[]>("Score"), options => options.WithStrictOrdering());
    }

    [Fact]
    public void Load_InAProcessThatHasOnlyTheLibrary_ScoresTheSameBits()
    {
        using var chain = _context.Transforms.LoadImages("Image", null, "Path")
            .Append(_context.Transforms.AddClassPrompts("Prompts", Workspace.ClassNames, "a photo of a {0}."))
            .Append(_context.Transforms.TestTimePromptTuning(WithPrompts("Prompts")))
            .Append(_context.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(_rows);
        _context.Model.Save(chain, _rows.Schema, _file);
        var scored = chain.Transform(_rows);
        var expected = scored.GetColumn<string>("PredictedLabel").Zip(scored.GetColumn<float[]>("Score"),
            (label, score) => $"{label} {string.Join(' ', score.Select(p => BitConverter.SingleToUInt32Bits(p).ToString("x8", null)))}");

        var output = LoadAndScoreApplication.Run(LoadAndScoreApplication.OutputFolder, [_file, .. _workspace.Images[..4]]);

        output[0].Should().Be("ImageLoadingTransformer -> ClassPromptsTransformer -> TptTransformer -> KeyToValueMappingTransformer");
        output[1..].Should().Equal(expected);
    }

    private static TptOptions WithPrompts(string column)
    {
        var options = Workspace.Options();
        options.ClassNames = null;
        options.ClassPromptsColumnName = column;
        return options;
    }

    private T Load<T>() where T : class => (T)new MLContext().Model.Load(_file, out _);
}
