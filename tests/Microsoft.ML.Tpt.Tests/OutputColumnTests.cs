using Microsoft.ML.Data;
using Microsoft.ML.Tests.Support;
using Microsoft.ML.Tpt.Columns;
using Microsoft.ML.Tpt.Internals;
using Tpt.Engine;
using Tpt.Engine.Devices;
using Tpt.Engine.Imaging;
using Tpt.Engine.Methods.ConfidentViewAveraging;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Scoring;

namespace Microsoft.ML.Tests;

public sealed class OutputColumnTests(Workspace workspace) : IClassFixture<Workspace>
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void Transform_DefaultOptions_AddsKeyWithClassNamesAndScoresWithSlotNames()
    {
        var images = workspace.LoadImages(_context);
        using var transformer = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(images);

        var schema = transformer.GetOutputSchema(images.Schema);

        schema.Skip(images.Schema.Count).Select(c => c.Name).Should().Equal("PredictedLabel", "Score");
        schema["PredictedLabel"].Type.Should().Be(new KeyDataViewType(typeof(uint), 5));
        schema["PredictedLabel"].TextsOrNull("KeyValues").Should().Equal(Workspace.ClassNames);
        schema["Score"].Type.Should().Be(new VectorDataViewType(NumberDataViewType.Single, 5));
        schema["Score"].TextsOrNull("SlotNames").Should().Equal(Workspace.ClassNames);
        schema["Score"].TextsOrNull("TrainingLabelValues").Should().Equal(Workspace.ClassNames);
        schema["Score"].TextOrNull("ScoreColumnKind").Should().Be("MulticlassClassification");
        schema["Score"].TextOrNull("ScoreValueKind").Should().Be("Score");
        schema["PredictedLabel"].TextOrNull("ScoreValueKind").Should().Be("PredictedLabel");
    }

    [Fact]
    public void Transform_TwoStages_HaveDifferentScoreSets()
    {
        var images = workspace.LoadImages(_context);
        var second = Workspace.Options();
        (second.PredictedLabelColumnName, second.ScoreColumnName) = ("PredictedLabel2", "Score2");
        using var chain = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Append(_context.Transforms.TestTimePromptTuning(second)).Fit(images);

        var schema = chain.GetOutputSchema(images.Schema);

        SetId("PredictedLabel").Should().Be(SetId("Score"));
        SetId("PredictedLabel2").Should().Be(SetId("Score2")).And.NotBe(SetId("Score"));
        uint SetId(string column)
        {
            uint id = 0;
            schema[column].Annotations.GetValue("ScoreColumnSetId", ref id);
            return id;
        }
    }

    [Fact]
    public void Transform_AllOutputsNamed_EqualsTheEngineToTheLastBit()
    {
        var options = AllOutputs();
        var rows = workspace.Rows(4);
        var images = Workspace.LoadBytes(_context, rows);
        using var transformer = _context.Transforms.TestTimePromptTuning(options).Fit(images);
        using var model = ClipModel.Load(new ModelOptions { GpuDeviceId = TorchDevice.CpuId });
        var engineOptions = Workspace.Options().Engine;
        engineOptions.Views.Seed = 1;
        using var classifier = new TptClassifier(model, Workspace.ClassNames, engineOptions);

        var scored = _context.Data.CreateEnumerable<AllOutputsRow>(transformer.Transform(images), reuseRowObject: false).ToArray();

        transformer.GetOutputSchema(images.Schema)["Context"].Type.Should().Be(new VectorDataViewType(NumberDataViewType.Single, classifier.ContextTokenCount, classifier.ContextWidth));
        scored.Should().HaveCount(4);
        for (var i = 0; i < scored.Length; i++)
        {
            using var bitmap = SkiaSharp.SKBitmap.Decode(rows[i].Path).Copy(SkiaSharp.SKColorType.Rgba8888);
            var expected = classifier.Predict(ImagePixels.FromRgba(bitmap.Bytes, bitmap.Width, bitmap.Height));
            scored[i].PredictedLabel.Should().Be((uint)expected.PredictedIndex + 1);
            scored[i].Score.Should().Equal(expected.Scores.ToArray());
            scored[i].ZeroShotScore.Should().Equal(expected.ZeroShotScores.ToArray());
            scored[i].Entropy.Should().Be(expected.Entropy);
            scored[i].ZeroShotEntropy.Should().Be(expected.ZeroShotEntropy);
            scored[i].SelectedViews.Should().Equal(expected.SelectedViews.ToArray()).And.HaveCount(4);
            scored[i].Context.Should().Equal(expected.Context.ToArray());
            scored[i].IsAdapted.Should().BeTrue();
            scored[i].Score.Sum().Should().BeApproximately(1, 1e-5f, "scores are probabilities; fp32 rounding of five terms");
            scored[i].Score.Should().NotEqual(scored[i].ZeroShotScore, "one step of tuning moves the scores");
        }
    }

    [Theory]
    [InlineData(nameof(TptOptions.ZeroShotScoreColumnName))]
    [InlineData(nameof(TptOptions.EntropyColumnName))]
    [InlineData(nameof(TptOptions.ZeroShotEntropyColumnName))]
    [InlineData(nameof(TptOptions.SelectedViewsColumnName))]
    [InlineData(nameof(TptOptions.ContextColumnName))]
    [InlineData(nameof(TptOptions.IsAdaptedColumnName))]
    public void Transform_OneExtraOutputNamed_AddsThatOneAlone(string option)
    {
        var property = typeof(TptOptions).GetProperty(option)!;
        var options = Workspace.Options();
        property.GetValue(options).Should().BeNull("an extra output is off until it is named");
        property.SetValue(options, "Extra");
        var images = workspace.LoadImages(_context, 2);
        using var one = _context.Transforms.TestTimePromptTuning(options).Fit(images);
        using var all = _context.Transforms.TestTimePromptTuning(AllOutputs()).Fit(images);

        var scored = one.Transform(images);

        scored.Schema.Skip(images.Schema.Count).Select(c => c.Name).Should().Equal("PredictedLabel", "Score", "Extra");
        Values(scored, "Extra").Should().Equal(Values(all.Transform(images), (string)property.GetValue(AllOutputs())!)).And.NotBeEmpty();
    }

    [Fact]
    public void PredictionEngine_AllOutputsNamed_EqualsTheCursor()
    {
        var data = _context.Data.LoadFromEnumerable(workspace.Images.Take(3).Select(path => new EncodedRow { Image = File.ReadAllBytes(path) }));
        using var transformer = _context.Transforms.TestTimePromptTuning(AllOutputs()).Fit(data);
        var expected = _context.Data.CreateEnumerable<AllOutputsRow>(transformer.Transform(data), reuseRowObject: false).ToArray();
        using var engine = _context.Model.CreatePredictionEngine<EncodedRow, AllOutputsRow>(transformer, new PredictionEngineOptions { OwnsTransformer = false });

        var predicted = workspace.Images.Take(3).Select(path => engine.Predict(new EncodedRow { Image = File.ReadAllBytes(path) })).ToArray();

        predicted.Should().BeEquivalentTo(expected, options => options.WithStrictOrdering());
    }

    [Fact]
    public void Transform_ZeroSteps_GivesTheZeroShotScores()
    {
        var options = AllOutputs();
        options.Method = new PromptTuningOptions { Steps = 0 };
        var images = workspace.LoadImages(_context, 3);
        using var transformer = _context.Transforms.TestTimePromptTuning(options).Fit(images);

        var scored = _context.Data.CreateEnumerable<AllOutputsRow>(transformer.Transform(images), reuseRowObject: false).ToArray();

        scored.Should().HaveCount(3).And.OnlyContain(row => row.Score.SequenceEqual(row.ZeroShotScore) && row.SelectedViews.Length == 0);
    }

    [Fact]
    public void Transform_ConfidentViewAveraging_GivesOtherScoresFromTheSameStage()
    {
        var images = workspace.LoadImages(_context, 3);
        var averaging = Workspace.Options();
        averaging.Method = new ConfidentViewAveragingOptions { SelectionFraction = 0.5 };
        using var tuned = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(images);
        using var averaged = _context.Transforms.TestTimePromptTuning(averaging).Fit(images);

        var scores = Workspace.ReadScores(_context, averaged.Transform(images));

        scores[0].Score.Should().NotEqual(Workspace.ReadScores(_context, tuned.Transform(images))[0].Score);
    }

    [Fact]
    public void Transform_RowWithoutImage_FillsEveryOutputWithMissing()
    {
        var data = _context.Data.LoadFromEnumerable([new EncodedRow { Image = [] }]);
        using var transformer = _context.Transforms.TestTimePromptTuning(AllOutputs()).Fit(data);

        var row = _context.Data.CreateEnumerable<AllOutputsRow>(transformer.Transform(data), reuseRowObject: false).Single();

        row.PredictedLabel.Should().Be(0);
        row.Score.Should().HaveCount(5).And.OnlyContain(score => float.IsNaN(score));
        row.ZeroShotScore.Should().HaveCount(5).And.OnlyContain(score => float.IsNaN(score));
        row.Entropy.Should().Be(float.NaN);
        row.ZeroShotEntropy.Should().Be(float.NaN);
        row.SelectedViews.Should().HaveCount(4).And.OnlyContain(view => view == -1);
        row.Context.Should().NotBeEmpty().And.OnlyContain(value => float.IsNaN(value));
        row.IsAdapted.Should().BeFalse();
    }

    [Theory]
    [InlineData(true, 0.9f, true)]
    [InlineData(true, float.NaN, false)]
    [InlineData(false, 0.9f, false)]
    public void IsAdapted_RowThatAGateLeftOrWhoseAdaptationIsNoNumber_IsFalse(bool wasRun, float adapted, bool expected)
    {
        var options = new TptOptions { ClassNames = ["a", "b"], IsAdaptedColumnName = "IsAdapted" };
        var columns = new TptColumns(options, options.ClassNames, selectedViewCount: 1, contextTokenCount: 1, contextWidth: 2);
        var prediction = new TptPrediction(new ImageScores([adapted, 0.1f], [0.6f, 0.4f], [], []) { IsAdapted = wasRun }, options.ClassNames);
        var value = !expected;

        ((ValueGetter<bool>)columns.CreateGetter(2, () => prediction))(ref value);

        value.Should().Be(expected);
    }

    [Fact]
    public void Transform_ZeroShot_IsAMethodThatWasRun()
    {
        var images = workspace.LoadImages(_context, 2);
        using var transformer = _context.Transforms.ZeroShotImageClassification(new TptOptions { ClassNames = Workspace.ClassNames, IsAdaptedColumnName = "IsAdapted" }).Fit(images);

        transformer.Transform(images).GetColumn<bool>("IsAdapted").Should().Equal(true, true);
    }

    [Fact]
    public void GetOutputSchema_OfEstimator_HasTheShapeOfTheTransformersSchema()
    {
        var images = workspace.LoadImages(_context);
        var estimator = _context.Transforms.TestTimePromptTuning(AllOutputs());
        using var transformer = estimator.Fit(images);

        var promised = estimator.GetOutputSchema(Interop.ToShape(images.Schema));

        Describe(promised).Should().Equal(Describe(Interop.ToShape(transformer.GetOutputSchema(images.Schema))));
    }

    /// <summary>Every number of a column, as its bits print.</summary>
    private static string[] Values(IDataView data, string column) => data.Schema[column].Type switch
    {
        VectorDataViewType { ItemType: NumberDataViewType { RawType: var item } } when item == typeof(int) =>
            [.. data.GetColumn<int[]>(column).SelectMany(row => row).Select(value => $"{value}")],
        BooleanDataViewType => [.. data.GetColumn<bool>(column).Select(value => $"{value}")],
        VectorDataViewType => [.. data.GetColumn<float[]>(column).SelectMany(row => row).Select(value => $"{value:R}")],
        _ => [.. data.GetColumn<float>(column).Select(value => $"{value:R}")],
    };

    private static IEnumerable<string> Describe(SchemaShape shape) => shape.Select(column =>
        $"{column.Name}: {column.Kind} {column.ItemType} key {column.IsKey} [{string.Join("; ", Describe(column.Annotations))}]");

    private static TptOptions AllOutputs()
    {
        var options = Workspace.Options();
        options.ZeroShotScoreColumnName = "ZeroShotScore";
        options.EntropyColumnName = "Entropy";
        options.ZeroShotEntropyColumnName = "ZeroShotEntropy";
        options.SelectedViewsColumnName = "SelectedViews";
        options.ContextColumnName = "Context";
        options.IsAdaptedColumnName = "IsAdapted";
        return options;
    }

    private sealed class AllOutputsRow
    {
        public uint PredictedLabel { get; set; }

        public float[] Score { get; set; } = [];

        public float[] ZeroShotScore { get; set; } = [];

        public float Entropy { get; set; }

        public float ZeroShotEntropy { get; set; }

        public int[] SelectedViews { get; set; } = [];

        public float[] Context { get; set; } = [];

        public bool IsAdapted { get; set; }
    }
}
