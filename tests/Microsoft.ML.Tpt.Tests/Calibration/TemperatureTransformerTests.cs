using Microsoft.ML.Data;
using Microsoft.ML.Tests.Support;
using Microsoft.ML.Tpt.Columns;
using Microsoft.ML.Tpt.Internals;
using Tpt.Engine.Calibration;

namespace Microsoft.ML.Tests.Calibration;

/// <summary>The calibrated scores: in a view, in a chain, in a file, in a prediction engine.</summary>
public sealed class TemperatureTransformerTests(Workspace workspace) : IClassFixture<Workspace>
{
    private const int Classes = 10;

    private static readonly string[] _names = SyntheticScores.ClassNames(Classes);

    private readonly MLContext _context = new(seed: 1);

    [Theory]
    [InlineData(0.3)]
    [InlineData(9)]
    public void Transform_KeepsThePredictedLabelAndSumsToOne(double drawnAt)
    {
        var rows = SyntheticScores.Draw(300, Classes, drawnAt, seed: 3);
        var data = SyntheticScores.Load(_context, rows, _names);

        var calibrated = Calibrator().Fit(data).Transform(data);

        var scores = calibrated.GetColumn<float[]>("Score").ToArray();
        scores.Select(row => (uint)Array.IndexOf(row, row.Max()) + 1).Should().Equal(calibrated.GetColumn<uint>("PredictedLabel")).And.Equal(rows.Select(row => row.PredictedLabel + 1));
        scores.Should().OnlyContain(row => Math.Abs(row.Sum() - 1) < 1e-5f);
        scores.Zip(rows).Should().OnlyContain(pair => !pair.First.SequenceEqual(pair.Second.Score));
    }

    /// <summary>The second of two equal scores is not predicted, at any temperature.</summary>
    [Fact]
    public void Transform_ScoresThatAreEqual_KeepTheFirst()
    {
        var data = SyntheticScores.OfTwo(_context, ("a", [0.5f, 0.5f]), ("a", [0.6f, 0.4f]), ("b", [0.6f, 0.4f]), ("a", [0.6f, 0.4f]));

        var scores = Calibrator().Fit(data).Transform(data).GetColumn<float[]>("Score").First();

        scores[0].Should().BeGreaterThanOrEqualTo(scores[1]);
    }

    [Fact]
    public void Transform_RowWithoutScores_HasNone()
    {
        var data = SyntheticScores.OfTwo(_context, ("a", [0.6f, 0.4f]), ("b", [0.6f, 0.4f]), ("a", [0.6f, 0.4f]), ("a", [float.NaN, float.NaN]));

        Calibrator().Fit(data).Transform(data).GetColumn<float[]>("Score").Last().Should().HaveCount(2).And.OnlyContain(score => float.IsNaN(score));
    }

    [Fact]
    public void Transform_ScoreColumn_IsReplacedWithItsAnnotations()
    {
        var (data, calibrator) = Synthetic();
        using var tuned = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(workspace.LoadImages(_context, 1));
        var scored = tuned.Transform(workspace.LoadImages(_context, 1));

        var schema = calibrator.GetOutputSchema(scored.Schema);

        schema["Score"].Index.Should().Be(scored.Schema.Count);
        schema["Score"].Type.Should().Be(scored.Schema["Score"].Type);
        schema["Score"].Annotations.Schema.Select(column => column.Name).Should().Equal(scored.Schema["Score"].Annotations.Schema.Select(column => column.Name)).And.Contain("ScoreColumnSetId");
        schema["Score"].TextsOrNull("SlotNames").Should().Equal(Workspace.ClassNames);
        schema["Score"].TextOrNull("ScoreColumnKind").Should().Be("MulticlassClassification");
        calibrator.Transform(data).Schema["Score"].TextsOrNull("SlotNames").Should().Equal(_names);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Calibrated")]
    public void GetOutputSchema_OfEstimator_HasTheShapeOfTheTransformersSchema(string? output)
    {
        var (data, _) = Synthetic();
        var estimator = _context.MulticlassClassification.TemperatureCalibration(outputColumnName: output);

        var promised = estimator.GetOutputSchema(Interop.ToShape(data.Schema));

        var given = Interop.ToShape(estimator.Fit(data).GetOutputSchema(data.Schema));
        promised.Select(Describe).Should().BeEquivalentTo(given.Select(Describe));
        estimator.Invoking(e => e.GetOutputSchema(Interop.ToShape(workspace.LoadImages(_context).Schema))).Should().Throw<ArgumentException>().WithMessage("There is no score column 'Score'.");
    }

    [Fact]
    public void Transform_AnotherOutputColumn_LeavesTheScores()
    {
        var (data, calibrator) = Synthetic();

        var both = _context.MulticlassClassification.TemperatureCalibration(outputColumnName: "Calibrated").Fit(data).Transform(data);

        both.GetColumn<float[]>("Score").Should().BeEquivalentTo(data.GetColumn<float[]>("Score"), o => o.WithStrictOrdering());
        both.GetColumn<float[]>("Calibrated").Should().BeEquivalentTo(calibrator.Transform(data).GetColumn<float[]>("Score"), o => o.WithStrictOrdering());
    }

    [Fact]
    public void GetRowCursorSet_ReadInTurns_GivesTheScoresOfEachRow()
    {
        var (data, calibrator) = Synthetic();
        var calibrated = calibrator.Transform(data);
        var expected = calibrated.GetColumn<float[]>("Score").ToArray();
        var cursors = calibrated.GetRowCursorSet([calibrated.Schema["Id"], calibrated.Schema["Score"]], 3);
        var found = new System.Collections.Concurrent.ConcurrentDictionary<int, float[]>();

        Parallel.ForEach(cursors, cursor =>
        {
            using (cursor)
            {
                var (getId, getScore) = (cursor.GetGetter<float>(calibrated.Schema["Id"]), cursor.GetGetter<VBuffer<float>>(calibrated.Schema["Score"]));
                var (id, scores) = (0f, default(VBuffer<float>));
                while (cursor.MoveNext())
                {
                    getId(ref id);
                    getScore(ref scores);
                    found[(int)id] = [.. scores.DenseValues()];
                }
            }
        });

        found.OrderBy(row => row.Key).Select(row => row.Value).Should().BeEquivalentTo(expected, o => o.WithStrictOrdering());
    }

    [Fact]
    public void Transform_ScoresNotAskedFor_AreNotRead()
    {
        var (data, calibrator) = Synthetic();
        var calibrated = calibrator.Transform(data);

        using var cursor = calibrated.GetRowCursor([calibrated.Schema["Id"]]);

        cursor.MoveNext().Should().BeTrue();
        cursor.Invoking(c => c.GetGetter<VBuffer<float>>(calibrated.Schema["Score"])).Should().Throw<InvalidOperationException>().WithMessage("Column 'Score' is not active*");
    }

    /// <summary>Two pictures in twelve are labelled as what they are not.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Chain_FittedSavedAndLoaded_GivesTheSameScoresByRowAndByEngine(bool isZeroShot)
    {
        var options = Workspace.Options();
        var classify = isZeroShot ? _context.Transforms.ZeroShotImageClassification(options) : _context.Transforms.TestTimePromptTuning(options);
        var rows = LabelledAsScored(classify);
        var data = _context.Data.LoadFromEnumerable(rows);
        using var chain = _context.Transforms.LoadImages("Image", null, "Path").Append(classify).Append(Calibrator()).Fit(data);
        var file = workspace.PathOf($"temperature-{isZeroShot}.zip");
        _context.Model.Save(chain, data.Schema, file);

        using var loaded = (TransformerChain<ITransformer>)new MLContext().Model.Load(file, out _);

        var expected = Workspace.ReadScores(_context, chain.Transform(data));
        ((TptTemperatureTransformer)loaded.LastTransformer).Temperature.Should().Be(chain.LastTransformer.Temperature).And.NotBe(1);
        Workspace.ReadScores(_context, loaded.Transform(data)).Should().BeEquivalentTo(expected, o => o.WithStrictOrdering());
        using var engine = _context.Model.CreatePredictionEngine<PathRow, ScoredRow>(loaded, new PredictionEngineOptions { OwnsTransformer = false });
        rows.Select(engine.Predict).Should().BeEquivalentTo(expected, o => o.WithStrictOrdering());
    }

    /// <summary>The scores of the one stage are a softmax of the logits in fp32, those of two a softmax of their logarithms.</summary>
    [Fact]
    public void Temperature_InTheOptionsOfTheClassifier_GivesTheSameScores()
    {
        var images = workspace.LoadImages(_context);
        var (_, calibrator) = Synthetic();
        using var plain = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(images);
        var options = Workspace.Options();
        options.Calibration = new TemperatureOptions { Value = calibrator.Temperature };
        using var single = _context.Transforms.TestTimePromptTuning(options).Fit(images);

        var two = Workspace.ReadScores(_context, calibrator.Transform(plain.Transform(images)));

        var one = Workspace.ReadScores(_context, single.Transform(images));
        calibrator.Temperature.Should().BeGreaterThan(2);
        two.SelectMany(row => row.Score).Zip(one.SelectMany(row => row.Score)).Should().HaveCount(60).And.OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-5f);
        two.Select(row => row.PredictedLabel).Should().Equal(one.Select(row => row.PredictedLabel));
    }

    private static string Describe(SchemaShape.Column column) => $"{column.Name}: {column.Kind} {column.ItemType} key {column.IsKey} [{string.Join("; ", column.Annotations.Select(Describe))}]";

    private TptTemperatureEstimator Calibrator() => _context.MulticlassClassification.TemperatureCalibration();

    private (IDataView Data, TptTemperatureTransformer Calibrator) Synthetic()
    {
        var data = SyntheticScores.Load(_context, SyntheticScores.Draw(300, Classes, 2.5, seed: 3), _names);
        return (data, Calibrator().Fit(data));
    }

    private PathRow[] LabelledAsScored(TptEstimator classify)
    {
        var rows = workspace.Rows();
        var images = workspace.LoadImages(_context);
        using var transformer = classify.Fit(images);
        var scored = Workspace.ReadScores(_context, transformer.Transform(images));
        for (var i = 0; i < rows.Length; i++)
        {
            var predicted = (int)scored[i].PredictedLabel - 1;
            rows[i].Label = Workspace.ClassNames[i < 2 ? (predicted + 1) % Workspace.ClassNames.Length : predicted];
        }
        return rows;
    }
}
