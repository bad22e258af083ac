using Tpt.Evaluation.Scoring;

namespace Tpt.Evaluation.Tests;

/// <summary>The whole command on two pictures, with the built-in model.</summary>
public sealed class EvaluateCommandTests : IDisposable
{
    private readonly Discs _discs = new();

    public void Dispose() => _discs.Dispose();

    [Fact]
    public void Evaluate_AFolderOfClassFolders_WritesReportAndPredictions()
    {
        var (report, predictions, classes) = (_discs.Beside("report.md"), _discs.Beside("predictions.csv"), _discs.Beside("classes.txt"));
        File.WriteAllText(classes, "cherries\nfrog\tgreen frog\nant\n");

        Run(_discs.Folder, "--classes", classes, "--seeds", "0", "1", "--methods", "tpt", "--report", report, "--predictions", predictions).Should().Be(0);

        PredictionFile.Read(predictions).Select(prediction => (prediction.Method, prediction.Seed, prediction.Image, prediction.ClassCount)).Should().BeEquivalentTo(
        [
            ("zero-shot", (int?)null, "cherries/disc.png", 3), ("zero-shot", null, "frog/disc.png", 3),
            ("TPT", 0, "cherries/disc.png", 3), ("TPT", 0, "frog/disc.png", 3), ("TPT", 1, "cherries/disc.png", 3), ("TPT", 1, "frog/disc.png", 3),
        ]);
        File.ReadAllText(report).Should().Contain("Model: the built-in model, model.safetensors with SHA-256 ")
            .And.Contain("## validation-discs").And.Contain("3 classes, 2 images, chance 33.3 %.").And.Contain("| TPT | mean | ");

        var again = _discs.Beside("again.md");
        Run("--from", predictions, "--report", again).Should().Be(0);
        File.ReadAllText(again).Should().Contain(File.ReadAllText(report)[File.ReadAllText(report).IndexOf("## validation-discs", StringComparison.Ordinal)..]);
    }

    [Fact]
    public void Evaluate_ZeroShotAlone_ScoresNoViews()
    {
        var predictions = _discs.Beside("predictions.csv");

        Run(_discs.Folder, "--methods", "zero-shot", "--predictions", predictions).Should().Be(0);

        PredictionFile.Read(predictions).Select(prediction => prediction.Method).Should().Equal("zero-shot", "zero-shot");
    }

    [Fact]
    public void Evaluate_WhatCannotBe_IsAnExitCodeAndNoReport()
    {
        var report = _discs.Beside("report.md");

        Run("--report", report).Should().Be(1);
        Run(_discs.Beside("nowhere"), "--report", report).Should().Be(1);
        Run(_discs.Folder, _discs.Folder, "--report", report).Should().Be(1);
        Run(_discs.Folder, "--prompt", "no place for the class", "--report", report).Should().Be(1);
        Run(_discs.Folder, "--model", _discs.Folder, "--report", report).Should().Be(1);
        File.Exists(report).Should().BeFalse();
    }

    [Fact]
    public void Evaluate_NoPictureThatCanBeRead_IsAnExitCode()
    {
        foreach (var path in Directory.GetFiles(_discs.Folder, "*.png", SearchOption.AllDirectories))
        {
            File.WriteAllText(path, "no picture");
        }

        Run(_discs.Folder, "--seeds", "0").Should().Be(1);
    }

    private static int Run(params string[] arguments) => EvaluateCommand.Create().Parse(arguments).Invoke();
}
