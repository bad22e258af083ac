using Tpt.Pretraining.Evaluation.Scoring;
using Tpt.Pretraining.Tests.Evaluation;
using Tpt.Pretraining.Evaluation;

namespace Tpt.Pretraining.Tests.Evaluation;

public sealed class BuiltInSetsTests : IDisposable
{
    private static readonly ImagePrediction[] _animals =
    [
        .. Predictions.Of("held-out-style-seen-animals", 10, "zero-shot", null, "11000000", confidence: 0.75f),
        .. Predictions.Of("held-out-style-seen-animals", 10, "TPT", 0, "01111110"),
        .. Predictions.Of("held-out-style-seen-animals", 10, "TPT", 1, "11100000"),
    ];

    private static readonly ImagePrediction[] _food =
    [
        .. Predictions.Of("held-out-style-seen-food", 5, "zero-shot", null, "1111"),
        .. Predictions.Of("held-out-style-seen-food", 5, "TPT", 0, "1110"),
        .. Predictions.Of("held-out-style-seen-food", 5, "TPT", 1, "1111"),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public BuiltInSetsTests()
    {
        foreach (var place in (string[])["held-out/cat", "held-out/dog", "validation-style/cat", "validation-style/dog"])
        {
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, place)).FullName, "1.png"), "");
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void ReadAll_ValidationSetsComeFirst()
    {
        var sets = BuiltInSets.ReadAll([_folder], [], limit: null);

        sets.Select(set => (set.Name, BuiltInSets.IsValidation(set.Name), set.Images.Count)).Should().Equal(("validation-style", true, 2), ("held-out", false, 2));
        sets[0].Classes.Select(one => one.Name).Should().Equal("cat", "dog");
    }

    [Fact]
    public void ReadAll_AnUnknownSet_NamesIt() => FluentActions.Invoking(() => BuiltInSets.ReadAll([_folder], ["other"], limit: null))
        .Should().Throw<InvalidDataException>().WithMessage("*'other'*held-out*");

    [Fact]
    public void Sweep_AHeldOutSet_IsRefused() => FluentActions.Invoking(() => SweepCommand.RequireValidation(["validation-style", "held-out"]))
        .Should().Throw<InvalidDataException>().WithMessage("'held-out' is no validation set*");

    [Fact]
    public void Scores_SetsOfOneStyle_ArePooled()
    {
        var sets = BuiltInSets.Scores([.. _animals, .. _food, .. Predictions.Of("seen-style-held-out-concepts", 7, "zero-shot", null, "10")]);

        sets.Select(set => set.Name).Should().Equal(
            "held-out-style-seen-animals", "held-out-style-seen-food", "held-out-style-seen (animals + food)", "seen-style-held-out-concepts");
        var pool = sets[2];
        pool.ClassCounts.Should().Equal(10, 5);
        pool.ImageCount.Should().Be(12);
        pool.Chance.Should().BeApproximately((8 * 0.1 + 4 * 0.2) / 12, 1e-12);
        pool.Scores.Select(score => Math.Round(12 * score.Top1, 9)).Should().Equal(6, 9, 7, 8);
    }
}
