using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Evidence;
using Tpt.Engine.Imaging;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.Zero;
using Tpt.Engine.Prompts;
using Tpt.Engine.Scoring;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Methods;

/// <summary>Every method, with its defaults, on what is at the edge of its definition: scores that sum to 1, or the documented answer.</summary>
[Collection(BuiltInModelCollection.Name)]
public sealed class DegenerateInputTests(BuiltInModelFixture fixture)
{
    /// <summary>Enough for every method's defaults.</summary>
    private const int ViewCount = 24;

    private static readonly string[] _names = ["dog", "cat", "hot dog"];

    public static TheoryData<MethodOptions> Every => EveryMethod.Data;

    [Theory]
    [MemberData(nameof(Every))]
    public void Predict_OneClass_IsCertainOfIt(MethodOptions method)
    {
        var prediction = Predict(method, ClassesOf("dog"), SyntheticImages.Create(1));

        prediction.Scores.ToArray().Should().Equal(1);
        prediction.PredictedIndex.Should().Be(0);
    }

    /// <summary>A method that needs more views says so when the options are checked, before any image.</summary>
    [Theory]
    [MemberData(nameof(Every))]
    public void Predict_OneView_IsRefusedByTheOptionsOrScored(MethodOptions method)
    {
        var options = Options(method, views: 1);
        if (Refusal(options) is { } refusal)
        {
            refusal.Message.Should().StartWith("Method.").And.Contain("1 view");
            return;
        }

        Check(Predict(options, ClassesOf(_names), SyntheticImages.Create(1)), _names.Length);
    }

    [Theory]
    [InlineData("Zero", true)]
    [InlineData("ZeroShot", true)]
    [InlineData("MeanShift", false)]
    [InlineData("SelfEnsemble", false)]
    [InlineData("ConfidentViewAveraging", false)]
    [InlineData("PromptTuning", false)]
    [InlineData("RobustPromptTuning", false)]
    [InlineData("SelfEnsembleTuning", false)]
    [InlineData("PrototypeShift", false)]
    [InlineData("SubspaceShift", false)]
    [InlineData("FlatPrompt", false)]
    public void Validate_OneView_IsTakenAsDocumented(string method, bool isTaken)
        => (Refusal(Options((MethodOptions)Activator.CreateInstance(MethodOptions.All[method])!, views: 1)) is null).Should().Be(isTaken);

    /// <summary>Every crop of an image of one colour is the same.</summary>
    [Theory]
    [MemberData(nameof(Every))]
    public void Predict_ImageOfOneColour_IsScored(MethodOptions method)
    {
        var image = ImagePixels.FromRgb([.. Enumerable.Repeat((byte)90, 64 * 64 * 3)], 64, 64);

        Check(Predict(method, ClassesOf(_names), image), _names.Length);
    }

    /// <summary>Without tuning, identical views say what one of them says.</summary>
    [Theory]
    [InlineData("MeanShift")]
    [InlineData("SelfEnsemble")]
    [InlineData("ConfidentViewAveraging")]
    [InlineData("ZeroShot")]
    public void Predict_ImageOfOneColour_IsZeroShotWithoutTuning(string method)
    {
        var image = ImagePixels.FromRgb([.. Enumerable.Repeat((byte)90, 64 * 64 * 3)], 64, 64);

        var prediction = Predict((MethodOptions)Activator.CreateInstance(MethodOptions.All[method])!, ClassesOf(_names), image);

        prediction.Scores.ToArray().Zip(prediction.ZeroShotScores.ToArray(), (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(1e-4f);
    }

    /// <summary>Classes of the same names get the same scores; in a vote, the one that decides goes to the first of them.</summary>
    [Theory]
    [MemberData(nameof(Every))]
    public void Predict_TwoClassesOfTheSameName_GetTheSameScore(MethodOptions method)
    {
        ClassPromptSet[] classes = [new("crane (bird)", ["crane"]), new("dog"), new("crane (machine)", ["crane"])];
        for (var seed = 1; seed <= 4; seed++)
        {
            var prediction = Predict(method, classes, SyntheticImages.Create(seed));

            Check(prediction, classes.Length);
            var (first, second) = (prediction.Scores.Span[0], prediction.Scores.Span[2]);
            if (method is ZeroOptions)
            {
                first.Should().BeGreaterThanOrEqualTo(second);
            }
            else
            {
                first.Should().BeApproximately(second, 1e-4f);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void Predict_ThousandClasses_AreAllScored(MethodOptions method)
        => Check(Predict(method, ClassesOf([.. Enumerable.Range(1, 1000).Select(number => $"thing {number}")]), SyntheticImages.Create(1)), 1000);

    /// <summary>One view that is not a number is left out, or the scores fall back to zero-shot.</summary>
    [Theory]
    [MemberData(nameof(Every))]
    public void Score_AnAugmentedViewIsNotANumber_ScoresAreNumbers(MethodOptions method)
    {
        var scores = Score(method, notANumber: 5);

        scores.Scores.Should().HaveCount(_names.Length).And.OnlyContain(score => score >= 0 && score <= 1);
        scores.Scores.Sum().Should().BeApproximately(1, 1e-5f);
        scores.PredictedIndex.Should().BeInRange(0, _names.Length - 1);
    }

    /// <summary>Without the centre view there is no zero-shot answer: the other views give one, or there is no class.</summary>
    [Theory]
    [MemberData(nameof(Every))]
    public void Score_CentreViewIsNotANumber_IsNoSilentClass(MethodOptions method)
    {
        var scores = Score(method, notANumber: 0);

        if (scores.PredictedIndex < 0)
        {
            scores.Scores.Should().OnlyContain(score => float.IsNaN(score));
        }
        else
        {
            scores.Scores.Sum().Should().BeApproximately(1, 1e-5f);
        }
    }

    private static ClassPromptSet[] ClassesOf(params string[] names) => [.. names.Select(name => new ClassPromptSet(name))];

    private static TptClassifierOptions Options(MethodOptions method, int views) => new() { Views = { Count = views, Seed = 3 }, Method = method };

    private static ArgumentException? Refusal(TptClassifierOptions options)
    {
        try
        {
            options.Validate();
            return null;
        }
        catch (ArgumentException refusal)
        {
            return refusal;
        }
    }

    private static void Check(TptPrediction prediction, int classes)
    {
        prediction.Scores.ToArray().Should().HaveCount(classes).And.OnlyContain(score => score >= 0 && score <= 1);
        prediction.Scores.ToArray().Sum().Should().BeApproximately(1, 1e-4f);
        prediction.PredictedIndex.Should().BeInRange(0, classes - 1);
        prediction.IsFallback.Should().BeFalse();
    }

    private TptPrediction Predict(MethodOptions method, ClassPromptSet[] classes, ImagePixels image) => Predict(Options(method, ViewCount), classes, image);

    private TptPrediction Predict(TptClassifierOptions options, ClassPromptSet[] classes, ImagePixels image)
    {
        using var classifier = new TptClassifier(fixture.Model, classes, options);
        var prediction = classifier.Predict(image);
        classifier.Predict(image).Scores.ToArray().Should().Equal(prediction.Scores.ToArray(), "the same image has the same scores, to the bit");
        return prediction;
    }

    /// <summary>The scores where the features of one view are not numbers. A method that looks at fewer views does not see it.</summary>
    private ImageScores Score(MethodOptions method, int notANumber)
    {
        using var classifier = new TptClassifier(fixture.Model, _names, Options(method, ViewCount));
        using var views = classifier.CreateViews(SyntheticImages.Create(1));
        using var scope = NewDisposeScope();
        using var classes = PromptPreparation.Prepare(fixture.Model.Text, ClassesOf(_names), classifier.Options.Prompt, seed: 0);
        using var prompts = new PromptEncoder(classes);
        var encoder = new ViewEncoder(fixture.Model.Network.Images, classes);
        var needs = method.Needs(ViewCount);
        var owned = new List<IDisposable>();
        using var state = method.Prepare(new MethodPreparation(fixture.Model.Text, ClassesOf(_names), classes, classifier.Options.Prompt, ApproximationOptions.None, Seed: 0));
        var scorer = new ImageScorer(encoder, method.Create(new MethodContext(prompts, ApproximationOptions.None) { Own = owned.Add, State = state }), needs, classes, zeroShotFeatures: null);
        var evidence = Spoilt(encoder.Encode(views.ToTensor().narrow(0, 0, needs.Views), needs.SelectedViews));
        var scores = scorer.Score([evidence])[0];
        owned.ForEach(one => one.Dispose());
        return scores;

        ViewEvidence Spoilt(ViewEvidence sound)
        {
            using var noGrad = no_grad();
            var features = sound.Features.clone();
            if (notANumber < features.shape[0])
            {
                features[notANumber].fill_(float.NaN);
            }
            return new ViewEvidence(features, classes.Logits(features, classes.InitialFeatures));
        }
    }
}
