using SkiaSharp;
using Tpt.Engine;
using Tpt.Engine.Tests;
using Tpt.Pretraining.Evaluation;

namespace Tpt.Pretraining.Tests.Evaluation;

[Collection(BuiltInModelCollection.Name)]
public sealed class SetScorerTests(BuiltInModelFixture fixture) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    [Fact]
    public void Score_EveryMethod_IsWhatTheClassifierSays()
    {
        var set = CreateSet();
        using var scorer = new SetScorer(fixture.Model, set);

        var predictions = scorer.Score(ScoringMethod.Published, [1], _ => { }).ToArray();

        predictions.Should().HaveCount(set.Images.Count * (1 + ScoringMethod.Published.Count));
        foreach (var method in ScoringMethod.Published)
        {
            foreach (var image in set.Images)
            {
                using var picture = EvaluationPicture.Read(image.Path);
                using var classifier = new TptClassifier(fixture.Model, set.ClassNames, WithSeed(method.Options, 1));
                var expected = classifier.Predict(picture.CentreCrop(1));
                var actual = predictions.Single(prediction => (prediction.Method, prediction.Image) == (method.Name, image.Name));
                actual.Should().Be(ImagePrediction.Of(set, image, method.Name, 1, expected.Scores.Span), "the parts of the engine are the same");
            }
        }
    }

    [Fact]
    public void ScoreCentreCrop_OfTheWholePicture_IsZeroShot()
    {
        using var scorer = new SetScorer(fixture.Model, CreateSet());

        var zeroShot = scorer.Score([], [], _ => { });
        var whole = scorer.ScoreCentreCrop(1);

        whole.Select(prediction => (prediction.Image, prediction.Predicted, prediction.Confidence))
            .Should().Equal(zeroShot.Select(prediction => (prediction.Image, prediction.Predicted, prediction.Confidence)));
    }

    [Fact]
    public void Score_SettingsOfTheSweep_AreEachScored()
    {
        var set = CreateSet() with { Images = [.. CreateSet().Images.Take(1)] };
        using var scorer = new SetScorer(fixture.Model, set);
        var looked = 0;

        var predictions = scorer.Score(SweepSettings.Methods, [0], count => looked += count).ToArray();

        predictions.Select(prediction => prediction.Method).Should().OnlyHaveUniqueItems().And.HaveCount(1 + SweepSettings.Methods.Count);
        looked.Should().Be(4, "there are four ranges of the views' scale");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static TptClassifierOptions WithSeed(TptClassifierOptions options, int seed)
        => new() { Method = options.Method, SelectionFraction = options.SelectionFraction, Seed = seed };

    /// <summary>Two pictures of a disc each.</summary>
    private EvaluationSet CreateSet()
    {
        foreach (var (label, colour) in ((string, SKColor)[])[("cherries", SKColors.Crimson), ("frog", SKColors.ForestGreen)])
        {
            var folder = Directory.CreateDirectory(Path.Combine(_folder, "validation-discs", label)).FullName;
            using var bitmap = new SKBitmap(72, 72);
            using var canvas = new SKCanvas(bitmap);
            using var paint = new SKPaint { Color = colour };
            canvas.Clear(SKColors.White);
            canvas.DrawCircle(36, 30, 25, paint);
            using var stream = File.Create(Path.Combine(folder, "disc.png"));
            bitmap.Encode(stream, SKEncodedImageFormat.Png, 100);
        }
        return EvaluationSet.ReadAll([_folder], [], limit: null).Single();
    }
}
