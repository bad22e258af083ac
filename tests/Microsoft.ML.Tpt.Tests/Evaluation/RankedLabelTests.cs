using Microsoft.ML.Data;
using Microsoft.ML.Tests.Support;
using Microsoft.ML.Tpt.Evaluation;

namespace Microsoft.ML.Tests.Evaluation;

/// <summary>What is kept of a row's scores gives ML.NET's evaluator all that the scores themselves would give it.</summary>
public sealed class RankedLabelTests
{
    private readonly MLContext _context = new(seed: 1);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    public void Metrics_OfWhatIsKept_EqualMLNetsOfTheScoresBitForBit(int classes)
    {
        var random = new Random(classes);
        var rows = Enumerable.Range(0, 200).Select(i => new RawRow { Label = (uint)random.Next(classes), Score = Draw(random, classes, i) }).ToArray();
        string[] names = [.. Enumerable.Range(0, classes).Select(i => $"class {i}")];
        var metrics = new ScoreMetrics(names, topK: 4, binCount: 10);
        foreach (var row in rows)
        {
            metrics.Add(row.Label + 1, row.Score);
        }

        MetricNumbers.Of(metrics.Classification()).Should().Equal(MetricNumbers.Of(OfMLNet(rows, names)));
        metrics.Classification().ConfusionMatrix.GetFormattedConfusionTable().Should().Be(OfMLNet(rows, names).ConfusionMatrix.GetFormattedConfusionTable());
    }

    [Fact]
    public void Create_OfKnownScores_HasRankConfidenceAndError()
    {
        // Of the two equal scores the first class is predicted, so that it is before the label.
        RankedLabel.Create(key: 3, [0.125f, 0.25f, 0.25f, 0.375f]).Should().Be(
            new RankedLabel(Label: 2, Predicted: 3, Rank: 2, LabelScore: 0.25f, Confidence: 0.375f, SquaredError: 0.015625 + 0.0625 + 0.5625 + 0.140625));
        RankedLabel.Create(key: 1, [0.5f, 0.5f]).IsRight.Should().BeTrue();
        RankedLabel.Create(key: 2, [0.5f, 0.5f]).IsRight.Should().BeFalse();
    }

    /// <summary>Probabilities; every few rows with ties, with scores that are no probabilities, and with an infinite one, which ML.NET leaves out.</summary>
    private static float[] Draw(Random random, int classes, int row)
    {
        float[] scores = [.. Enumerable.Range(0, classes).Select(_ => row % 3 == 0 ? random.Next(3) / 4f : random.NextSingle())];
        var sum = scores.Sum();
        return (row % 10) switch
        {
            7 => [.. scores.Select(score => 20 * score - 10)],
            8 => [.. scores[..^1], float.PositiveInfinity],
            9 => [float.NegativeInfinity, .. scores[1..]],
            _ => [.. scores.Select(score => sum == 0 ? score : score / sum)],
        };
    }

    private MulticlassClassificationMetrics OfMLNet(RawRow[] rows, string[] names)
    {
        var definition = SchemaDefinition.Create(typeof(RawRow));
        definition["Label"].ColumnType = definition["PredictedLabel"].ColumnType = new KeyDataViewType(typeof(uint), names.Length);
        definition["Score"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, names.Length);
        definition["Score"].AddAnnotation("SlotNames", new VBuffer<ReadOnlyMemory<char>>(names.Length, [.. names.Select(name => name.AsMemory())]), new VectorDataViewType(TextDataViewType.Instance, names.Length));
        return _context.MulticlassClassification.Evaluate(_context.Data.LoadFromEnumerable(rows, definition), topKPredictionCount: Math.Min(4, names.Length));
    }

    private sealed class RawRow
    {
        public uint Label { get; set; }

        public uint PredictedLabel { get; set; }

        public float[] Score { get; set; } = [];
    }
}
