using SkiaSharp;
using Tpt.Engine;
using Tpt.Pretraining.Evaluation.Scoring;
using Tpt.Pretraining.Evaluation.Sets;

namespace Tpt.Pretraining.Tests.Evaluation.Scoring;

public sealed class SetScorerTests(BuiltInModelFixture fixture) : IClassFixture<BuiltInModelFixture>, IDisposable
{
    private readonly Discs _discs = new();

    public void Dispose() => _discs.Dispose();

    [Fact]
    public void Score_EveryMethodAndSeed_IsWhatTheClassifierSays()
    {
        var set = _discs.Set;
        using var scorer = new SetScorer(fixture.Model, set, prompt: null);

        var predictions = scorer.Score(ScoringMethods.Published, [1, 2], _ => { }).ToArray();

        predictions.Should().HaveCount(set.Images.Count * (1 + 2 * ScoringMethods.Published.Count));
        foreach (var (method, seed) in ScoringMethods.Published.SelectMany(method => new[] { 1, 2 }.Select(seed => (method, seed))))
        {
            using var classifier = new TptClassifier(fixture.Model, ["cherries", "frog"], ScoringMethods.Options(method, seed, prompt: null));
            foreach (var image in set.Images)
            {
                var expected = ImagePrediction.Of(set, image, method.Name, seed, classifier.Predict(PictureFile.Read(image.Path)!).Scores.Span);
                predictions.Should().ContainSingle(prediction => prediction == expected);
            }
        }
    }

    [Fact]
    public void Score_ZeroShot_IsWhatTheClassifierSaysBeforeItTunes()
    {
        var set = _discs.Set;
        using var scorer = new SetScorer(fixture.Model, set, prompt: null);
        using var classifier = new TptClassifier(fixture.Model, ["cherries", "frog"]);

        var predictions = scorer.Score([], [0], _ => { }).ToArray();

        predictions.Select(prediction => prediction.Image).Should().Equal("cherries/disc.png", "frog/disc.png");
        foreach (var (prediction, image) in predictions.Zip(set.Images))
        {
            var scores = classifier.Predict(PictureFile.Read(image.Path)!).ZeroShotScores;
            prediction.Seed.Should().BeNull();
            // One view goes through the image tower alone here and with 63 others there, which rounds differently.
            prediction.Confidence.Should().BeApproximately(scores.Span.ToArray().Max(), 1e-5f);
        }
    }

    [Fact]
    public void Score_AClassByAnotherName_IsPromptedWithTheName()
    {
        var set = _discs.Set with { Classes = [new SetClass("cherries", "frog"), new SetClass("frog", "cherries")] };
        using var straight = new SetScorer(fixture.Model, _discs.Set, prompt: null);
        using var crossed = new SetScorer(fixture.Model, set, prompt: null);

        var expected = straight.Score([], [], _ => { }).Select(prediction => prediction.Predicted == "frog" ? "cherries" : "frog");

        crossed.Score([], [], _ => { }).Select(prediction => prediction.Predicted).Should().Equal(expected);
    }

    [Fact]
    public void Description_HasThePromptInUse()
    {
        using var recommended = new SetScorer(fixture.Model, _discs.Set, prompt: null);
        using var given = new SetScorer(fixture.Model, _discs.Set, "a sketch of a {0}.");

        recommended.Description.Should().StartWith("Prompt: \"a picture of a {0}.\". TPT at the paper's settings: 64 views");
        given.Description.Should().StartWith("Prompt: \"a sketch of a {0}.\".");
    }

    [Fact]
    public void Score_AFileThatIsNoPicture_IsLeftOutByEveryMethod()
    {
        File.WriteAllText(Path.Combine(_discs.Folder, "frog", "notes.png"), "no picture");
        using var scorer = new SetScorer(fixture.Model, _discs.Set, prompt: null);

        var predictions = scorer.Score(ScoringMethods.Published, [0], _ => { }).ToArray();

        predictions.Should().HaveCount(2 * (1 + ScoringMethods.Published.Count)).And.NotContain(prediction => prediction.Image == "frog/notes.png");
        scorer.Unreadable.Select(image => image.Name).Should().Equal("frog/notes.png");
    }

    [Fact]
    public void Score_ProgressIsReportedOncePerViewsAndSeed()
    {
        using var scorer = new SetScorer(fixture.Model, _discs.Set, prompt: null);
        var looked = 0;

        _ = scorer.Score(ScoringMethods.Published, [0, 1], count => looked += count).Count();

        looked.Should().Be(2 * 2, "the published methods share their views");
    }

    [Fact]
    public void ScoreZeroShot_OfAChangedPicture_LooksAtTheChange()
    {
        var green = PictureFile.Read(_discs.Draw("frog", "disc.png", SKColors.ForestGreen))!;
        using var scorer = new SetScorer(fixture.Model, _discs.Set, prompt: null);

        var predictions = scorer.ScoreZeroShot("green", _ => green).ToArray();

        predictions.Select(prediction => prediction.Method).Should().Equal("green", "green");
        predictions[0].Confidence.Should().Be(predictions[1].Confidence, "both look at the same picture");
    }
}
