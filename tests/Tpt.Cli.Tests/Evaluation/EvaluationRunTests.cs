using System.Text.Json.Nodes;
using Tpt.Cli.Evaluation;
using Tpt.Cli.Evaluation.Predictions;
using Tpt.Cli.Evaluation.Rows;
using Tpt.Cli.Results;
using Tpt.Cli.Sets;
using Tpt.Cli.Tests.Evaluation.Support;
using Tpt.Cli.Tests.Support;

namespace Tpt.Cli.Tests.Evaluation;

public sealed class EvaluationRunTests : IDisposable
{
    private const int Pictures = 40;

    private readonly TemporaryFolder _folder = new();
    private readonly LabelledSet _set = FakeSets.Create(Pictures, classes: 4, 11, 12, 39);

    [Theory]
    [InlineData(nameof(PredictionFormat.Jsonl))]
    [InlineData(nameof(PredictionFormat.Csv))]
    [InlineData(nameof(PredictionFormat.Parquet))]
    public async Task RunAsync_StoppedAgainAndAgain_EndsInTheBytesOfOneRun(string formatName)
    {
        var format = Enum.Parse<PredictionFormat>(formatName);
        var whole = await RunAsync(FakeSets.Run(_set, _folder["whole"]) with { Format = format });
        List<string> scored = [];
        RunResult? result = null;
        for (var attempt = 1; result is null; attempt++)
        {
            using var stop = new CancellationTokenSource();
            using var scorer = new FakeScorer(4, 2);
            var progress = new CountingProgress(attempt, stop.Cancel);
            try
            {
                result = await (FakeSets.Run(_set, _folder["stopped"]) with { Format = format }).RunAsync(() => (scorer, attempt), progress, stop.Token);
            }
            catch (OperationCanceledException)
            {
                attempt.Should().BeLessThan(10, "1 + 2 + ... + 8 rows and more are all 40");
            }
            progress.HasEnded.Should().BeTrue();
            progress.Earlier.Should().Be(attempt * (attempt - 1) / 2, "so many rows are there from 1 + 2 + ... rows");
            scored.AddRange(scorer.Scored);
        }

        scored.Should().OnlyHaveUniqueItems("no row is scored twice").And.HaveCount(Pictures - 3);
        result.Evaluation.Should().BeEquivalentTo(whole.Evaluation, options => options.Excluding(one => one.Name == nameof(MethodAnswer.Seconds) || one.Name == nameof(MethodEvaluation.SecondsPerImage)));
        Bytes("stopped", PredictionFile.NameOf(format)).Should().Equal(Bytes("whole", PredictionFile.NameOf(format)));
        MetricsWithoutSeconds("stopped").Should().Be(MetricsWithoutSeconds("whole"));
    }

    [Fact]
    public async Task RunAsync_TwoRanges_TheLastWritesTheFiles()
    {
        await RunAsync(FakeSets.Run(_set, _folder["whole"]));

        var first = await RunAsync(FakeSets.Run(_set, _folder["parts"]) with { Range = new RowRange(15, Pictures) });
        first.Evaluation.Should().BeNull();
        first.Missing.Should().Equal(new RowRange(0, 15));
        first.Files.Should().BeEmpty();
        File.Exists(_folder["parts", "metrics.json"]).Should().BeFalse();
        var second = await RunAsync(FakeSets.Run(_set, _folder["parts"]) with { Range = new RowRange(0, 15) });

        second.Evaluation!.Rows.Select(row => row.Row).Should().Equal(Enumerable.Range(0, Pictures));
        Bytes("parts", "predictions.jsonl").Should().Equal(Bytes("whole", "predictions.jsonl"));
        MetricsWithoutSeconds("parts").Should().Be(MetricsWithoutSeconds("whole"));
    }

    [Fact]
    public async Task RunAsync_TwoRangesAtOnce_GiveTheBytesOfOneRun()
    {
        await RunAsync(FakeSets.Run(_set, _folder["whole"]));

        var results = await Task.WhenAll(
            Task.Run(() => RunAsync(FakeSets.Run(_set, _folder["parts"]) with { Range = new RowRange(0, 20) })),
            Task.Run(() => RunAsync(FakeSets.Run(_set, _folder["parts"]) with { Range = new RowRange(20, Pictures) })));

        results.Count(result => result.Evaluation is not null).Should().BeGreaterThanOrEqualTo(1, "the last to end has all rows");
        Bytes("parts", "predictions.jsonl").Should().Equal(Bytes("whole", "predictions.jsonl"));
        Directory.EnumerateFiles(_folder["parts"], "*.tmp").Should().BeEmpty();
    }

    [Fact]
    public async Task RunAsync_AllThere_AsksForNoScorer()
    {
        var run = FakeSets.Run(_set, _folder["whole"]);
        await RunAsync(run);
        var before = Bytes("whole", "metrics.json");
        File.Delete(_folder["whole", "predictions.jsonl"]);

        var result = await run.RunAsync(() => throw new InvalidOperationException("nothing is missing"), new CountingProgress(), CancellationToken.None);

        result.Files.Should().Equal(_folder["whole", "predictions.jsonl"], _folder["whole", "metrics.json"]);
        Bytes("whole", "metrics.json").Should().Equal(before);
    }

    [Fact]
    public async Task RunAsync_Metrics_CountBadPicturesAndHaveSecondsApart()
    {
        var result = await RunAsync(FakeSets.Run(_set, _folder["whole"]) with { Published = new Dictionary<string, double> { ["zero-shot"] = 0.4787 } });

        var metrics = JsonNode.Parse(Bytes("whole", "metrics.json"))!;
        metrics["pictures"]!.GetValue<int>().Should().Be(Pictures);
        metrics["errors"]!.GetValue<int>().Should().Be(3);
        metrics["methods"]![0]!["top1"]!.GetValue<double>().Should().Be(result.Evaluation!.Methods[0].Top1);
        metrics["methods"]![0]!["published_top1"]!.GetValue<double>().Should().Be(0.4787);
        metrics["methods"]![1]!["against_zero_shot"]!["repaired"]!.GetValue<int>().Should().Be(result.Evaluation.Methods[1].Comparison!.Repaired);
        metrics["seconds"]!["PromptTuning"]!.GetValue<double>().Should().BePositive();
        metrics["methods"]!.ToJsonString().Should().NotContain("second");
    }

    public void Dispose() => _folder.Dispose();

    private static Task<RunResult> RunAsync(EvaluationRun run) => run.RunAsync(() => (new FakeScorer(4, 2), 3), new CountingProgress(), CancellationToken.None);

    private byte[] Bytes(string folder, string file) => File.ReadAllBytes(_folder[folder, file]);

    private string MetricsWithoutSeconds(string folder)
    {
        var metrics = JsonNode.Parse(Bytes(folder, "metrics.json"))!.AsObject();
        metrics.Remove("seconds").Should().BeTrue();
        return metrics.ToJsonString();
    }
}
