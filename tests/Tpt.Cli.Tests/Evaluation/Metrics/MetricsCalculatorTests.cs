using Microsoft.ML;
using Microsoft.ML.Data;
using Tpt.Cli.Evaluation.Metrics;
using Tpt.Cli.Evaluation.Scoring;
using Tpt.Cli.Results;
using Tpt.Cli.Sets;

namespace Tpt.Cli.Tests.Evaluation.Metrics;

public sealed class MetricsCalculatorTests
{
    private const int Classes = 7;
    private static readonly string[] _names = [.. Enumerable.Range(0, Classes).Select(i => $"c{i}")];

    [Fact]
    public void Evaluate_AnyScores_EqualsMlNetToTheLastBit()
    {
        // One number of rows may be right by luck: last bits differ in one of ten.
        foreach (var count in Enumerable.Range(1, 120).Append(3000))
        {
            ShouldEqualMlNet(count);
        }
    }

    [Fact]
    public void Evaluate_RowsWithErrors_CountNowhere()
    {
        var random = new Random(0);
        var rows = Enumerable.Range(0, 30).Select(_ => (Label: random.Next(Classes - 1), Scores: Scores(random))).ToList();
        var set = Set(rows);
        var scored = Rows(rows);

        var with = MetricsCalculator.Evaluate(set, [.. scored.Select((row, i) => i % 3 == 0 ? row with { Error = "bad", Answers = [] } : row)], ["zero-shot"]);

        var without = Evaluate([.. rows.Where((_, i) => i % 3 != 0)]);
        with.Methods.Should().BeEquivalentTo(without.Methods);
        with.Rows.Should().HaveCount(30);
    }

    [Fact]
    public void Evaluate_NoRowScored_NamesTheFirstReason()
    {
        var set = Set([(0, [1, 0, 0, 0, 0, 0, 0])]);

        FluentActions.Invoking(() => MetricsCalculator.Evaluate(set, [new ScoredRow(0, "a.jpg", 0, "it is empty", [])], ["zero-shot"]))
            .Should().Throw<InvalidDataException>().WithMessage("None of the 1 pictures of 'set' could be scored. The first: 'a.jpg': it is empty.");
    }

    [Fact]
    public void Evaluate_SecondMethod_IsComparedWithTheFirst()
    {
        // Both right, repaired twice, broken once, both wrong.
        (bool First, bool Second)[] pictures = [(true, true), (false, true), (false, true), (true, false), (false, false)];
        var rows = pictures.Select((one, i) => new ScoredRow(i, "a", 0, null, [Answer(one.First), Answer(one.Second)])).ToList();

        var evaluation = MetricsCalculator.Evaluate(Set([(0, [])]), rows, ["zero-shot", "PromptTuning"]);

        evaluation.Methods[0].Comparison.Should().BeNull();
        var comparison = evaluation.Methods[1].Comparison!;
        (comparison.Difference, comparison.Repaired, comparison.Broken, comparison.PValue).Should().Be((0.2, 2, 1, 1));
        comparison.DifferenceInterval.Lower.Should().BeInRange(-0.8, 0);
        comparison.DifferenceInterval.Upper.Should().BeInRange(0.4, 1);
    }

    [Fact]
    public void Evaluate_PicturesThatWereLeft_AreCounted()
    {
        MethodAnswer[] answers = [Answer(true), Answer(true) with { IsAdapted = false }, Answer(false) with { IsAdapted = false }, Answer(true) with { IsFallback = true }];
        var rows = answers.Select((answer, i) => new ScoredRow(i, "a", 0, null, [Answer(true), answer])).ToList();

        var methods = MetricsCalculator.Evaluate(Set([(0, [])]), rows, ["zero-shot", "gated"]).Methods;

        (methods[0].AdaptedShare, methods[0].Fallbacks).Should().Be((1, 0));
        (methods[1].AdaptedShare, methods[1].Fallbacks).Should().Be((0.5, 1));
    }

    [Fact]
    public void Evaluate_FiftyThousandRows_TakesSeconds()
    {
        var random = new Random(0);
        var rows = Rows([.. Enumerable.Range(0, 50_000).Select(_ => (random.Next(Classes - 1), Scores(random)))]);
        var twice = rows.Select(row => row with { Answers = [row.Answers[0], row.Answers[0]] }).ToList();
        var clock = System.Diagnostics.Stopwatch.StartNew();

        MetricsCalculator.Evaluate(Set([(0, [])]), twice, ["zero-shot", "same"]);

        // 0.5 s alone; row by row it was 15 s and more.
        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(10));
    }

    private static void ShouldEqualMlNet(int count)
    {
        // The last class has no pictures; some scores are 0, below ML.NET's epsilon, and many are equal.
        var random = new Random(count);
        var rows = Enumerable.Range(0, count).Select(_ => (Label: random.Next(Classes - 1), Scores: Scores(random))).ToList();

        var ours = Evaluate(rows).Methods[0];

        var context = new MLContext(0);
        var definition = SchemaDefinition.Create(typeof(Row));
        definition[nameof(Row.Score)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, Classes);
        definition[nameof(Row.Score)].AddAnnotation("SlotNames", new VBuffer<ReadOnlyMemory<char>>(Classes, [.. _names.Select(name => name.AsMemory())]), new VectorDataViewType(TextDataViewType.Instance, Classes));
        var data = context.Data.LoadFromEnumerable(rows.Select(row => new Row { Label = _names[row.Label], Score = row.Scores }), definition);
        var theirs = context.MulticlassClassification.EvaluateTpt(data);
        ours.Top1.Should().Be(theirs.Adapted.MicroAccuracy);
        ours.Top5.Should().Be(theirs.Adapted.TopKAccuracy);
        ours.MacroAccuracy.Should().Be(theirs.Adapted.MacroAccuracy);
        ours.LogLoss.Should().Be(theirs.Adapted.LogLoss);
        ours.Classes.Select(one => one.LogLoss).Should().Equal(theirs.Adapted.PerClassLogLoss);
        ours.Classes.Select(one => (double)one.Predicted).Should().Equal(Enumerable.Range(0, Classes).Select(j => Enumerable.Range(0, Classes).Sum(i => theirs.Adapted.ConfusionMatrix.Counts[i][j])));
        ours.Calibration.ExpectedCalibrationError.Should().Be(theirs.Calibration.ExpectedCalibrationError);
        ours.Calibration.AdaptiveCalibrationError.Should().Be(theirs.Calibration.AdaptiveCalibrationError);
        ours.BrierScore.Should().Be(theirs.BrierScore);
        ours.Calibration.Bins.Should().BeEquivalentTo(theirs.Calibration.Bins);
    }

    private static MethodAnswer Answer(bool isRight) => new(isRight ? 0 : 1, 0.9f, isRight ? 1 : 2, isRight ? 0.9f : 0.1f, 0.1f, [new TopScore(isRight ? 0 : 1, 0.9f)], 0);

    private static SetEvaluation Evaluate(List<(int Label, float[] Scores)> rows) => MetricsCalculator.Evaluate(Set(rows), Rows(rows), ["zero-shot"]);

    private static LabelledSet Set(List<(int Label, float[] Scores)> rows)
        => new("set", [.. _names.Select(name => new SetClass(name, name))], [.. rows.Select((row, i) => new LabelledPicture($"{i}", $"{i}", row.Label))]);

    private static List<ScoredRow> Rows(List<(int Label, float[] Scores)> rows)
        => [.. rows.Select((row, i) => new ScoredRow(i, $"{i}", row.Label, null, [AnswerReader.Read(new MethodScores(row.Scores, 0), row.Label)]))];

    private static float[] Scores(Random random)
    {
        double[] weights = [.. Enumerable.Range(0, Classes).Select(_ => random.Next(5) * Math.Pow(10, -random.Next(20)))];
        var sum = Math.Max(weights.Sum(), 1e-30);
        return [.. weights.Select(weight => (float)(weight / sum))];
    }

    private sealed class Row
    {
        public string Label { get; set; } = "";

        public float[] Score { get; set; } = [];
    }
}
