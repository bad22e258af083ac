using Tpt.Cli.Evaluation;
using Tpt.Cli.Evaluation.Metrics;
using Tpt.Cli.Results;
using Tpt.Cli.Sets;

namespace Tpt.Cli.Tests.Evaluation;

public sealed class EvaluationTableTests
{
    [Fact]
    public void Lines_LongNamesAndFigures_FitInto80Columns()
    {
        var set = new LabelledSet("set", [new("a", "a"), new("b", "b")], [.. Enumerable.Range(0, 400).Select(i => new LabelledPicture($"{i}", $"{i}", 0))]);
        MethodAnswer Answer(bool isRight) => new(isRight ? 0 : 1, 1, isRight ? 1 : 2, isRight ? 1 : 0, 0, [new TopScore(isRight ? 0 : 1, 1)], 123.4567);
        var rows = set.Pictures.Select((picture, i) => new ScoredRow(i, picture.Name, 0, null, [Answer(i % 2 == 0), Answer(i % 3 == 0), Answer(true)])).ToList();

        var lines = EvaluationTable.Lines(MetricsCalculator.Evaluate(set, rows, ["zero-shot", "ConfidentViewAveraging; SelectionFraction=0.25", "PromptTuning"])).ToList();

        lines.Should().OnlyContain(line => line.Length <= 80);
        lines.Should().ContainSingle(line => line.StartsWith("zero-shot          50.00 ") && line.Contains('['));
        lines.Should().Contain(line => line.StartsWith("PromptTuning       +50.00 ") && line.EndsWith("200      0 < 0.001"));
    }

    [Fact]
    public void Lines_AllWrongBeforeAndRightAfter_FitInto80Columns()
    {
        var set = new LabelledSet("set", [new("a", "a"), new("b", "b")], [new LabelledPicture("0", "0", 0)]);
        ScoredRow[] rows = [new(0, "0", 0, null, [new(1, 1, 2, 0, 0, [new(1, 1)], 4000), new(0, 1, 1, 1, 0, [new(0, 1)], 0.001)])];

        var lines = EvaluationTable.Lines(MetricsCalculator.Evaluate(set, rows, ["zero-shot", "PromptTuning"])).ToList();

        lines.Should().OnlyContain(line => line.Length <= 80).And.Contain(line => line.Contains("34.5388 4000.000")).And.Contain(line => line.Contains("+100.00 [100.00, 100.00]"));
    }
}
