using Microsoft.ML.Data;
using Microsoft.ML.Tests.Support;
using Microsoft.ML.Tpt.Internals;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Methods.ZeroShot;

namespace Microsoft.ML.Tests;

/// <summary>The plain stage beside test-time prompt tuning: swapping one for the other is one word.</summary>
public sealed class ZeroShotTests(Workspace workspace) : IClassFixture<Workspace>
{
    private readonly MLContext _context = new(seed: 1);

    /// <summary>
    /// Its one view is encoded by itself, so that only of one view the bits are those of tuning: several go through the image tower together, which rounds
    /// differently. By how much depends on the CPU: a digit of a cosine, 1e-7, is 1e-5 of a logit.
    /// </summary>
    [Theory]
    [InlineData(1, false, 0)]
    [InlineData(1, true, 0)]
    [InlineData(8, false, 1e-5f)]
    [InlineData(8, true, 1e-5f)]
    public void ZeroShotImageClassification_GivesTheZeroShotScoresOfTuning(int views, bool withTemplates, float rounding)
    {
        var images = workspace.LoadImages(_context, 6);
        var options = Workspace.Options();
        (options.Views.Count, options.Method) = (views, new PromptTuningOptions { SelectionFraction = 1 });
        options.ZeroShotScoreColumnName = "ZeroShotScore";
        options.Prompt.ZeroShotTemplates = withTemplates ? ["a photo of a {0}.", "a sketch of a {0}.", "the {0}"] : null;
        using var tuned = _context.Transforms.TestTimePromptTuning(options).Fit(images);
        using var plain = _context.Transforms.ZeroShotImageClassification(options).Fit(images);

        var (expected, scored) = (tuned.Transform(images), plain.Transform(images));

        var zeroShot = Scores(expected, "ZeroShotScore");
        Scores(scored, "ZeroShotScore").Should().BeEquivalentTo(Scores(scored, "Score"), o => o.WithStrictOrdering());
        foreach (var (actual, right) in Scores(scored, "Score").SelectMany(row => row).Zip(zeroShot.SelectMany(row => row)))
        {
            actual.Should().BeApproximately(right, rounding);
        }
        Scores(expected, "Score")[0].Should().NotEqual(zeroShot[0], "one step of tuning moves the scores");
        scored.GetColumn<uint>("PredictedLabel").Should().Equal(zeroShot.Select(scores => (uint)Array.IndexOf(scores, scores.Max()) + 1));
    }

    [Fact]
    public void ZeroShotImageClassification_HasTheSameColumns()
    {
        var images = workspace.LoadImages(_context, 1);
        var tuning = _context.Transforms.TestTimePromptTuning(Workspace.ClassNames, "Label2", "P", "Image");
        var zeroShot = _context.Transforms.ZeroShotImageClassification(Workspace.ClassNames, "Label2", "P", "Image");
        using var tuned = tuning.Fit(images);
        using var plain = zeroShot.Fit(images);

        var shape = Interop.ToShape(images.Schema);
        Describe(zeroShot.GetOutputSchema(shape)).Should().Equal(Describe(tuning.GetOutputSchema(shape)));
        plain.GetOutputSchema(images.Schema).Select(Describe).Should().Equal(tuned.GetOutputSchema(images.Schema).Select(Describe)).And.Contain(column => column.StartsWith("Label2: ", StringComparison.Ordinal));
    }

    [Fact]
    public void ZeroShotImageClassification_LeavesTheOptionsAsTheyAre()
    {
        var options = Workspace.Options();
        using var plain = _context.Transforms.ZeroShotImageClassification(options).Fit(workspace.LoadImages(_context, 1));

        options.Should().BeEquivalentTo(Workspace.Options(), o => o.RespectingRuntimeTypes());
        plain.Options.Method.Should().Be(new ZeroShotOptions());
    }

    [Fact]
    public void ZeroShotImageClassification_SavedAndLoaded_GivesTheSameScores()
    {
        var images = workspace.LoadImages(_context, 3);
        var file = workspace.PathOf("zero-shot.zip");
        using var plain = _context.Transforms.ZeroShotImageClassification(Workspace.ClassNames).Fit(images);
        _context.Model.SaveTo(plain, images.Schema, file);

        using var loaded = (TptTransformer)new MLContext().Model.Load(file, out _);

        loaded.Options.Method.Should().Be(new ZeroShotOptions());
        Scores(loaded.Transform(images), "Score").Should().BeEquivalentTo(Scores(plain.Transform(images), "Score"), o => o.WithStrictOrdering());
    }

    private static float[][] Scores(IDataView data, string column) => [.. data.GetColumn<float[]>(column)];

    private static string Describe(DataViewSchema.Column column) => $"{column.Name}: {column.Type} [{string.Join(", ", column.Annotations.Schema.Select(note => $"{note.Name}: {note.Type}"))}]";

    private static IEnumerable<string> Describe(SchemaShape shape) => shape.Select(column => $"{column.Name}: {column.Kind} {column.ItemType} key {column.IsKey} [{string.Join("; ", Describe(column.Annotations))}]");
}
