using TorchSharp;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.FlatPrompt;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Methods.RobustPromptTuning;
using Tpt.Engine.Methods.SelfEnsembleTuning;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Methods;

/// <summary>The methods that tune the context, on inputs at the edge of sense.</summary>
[Collection(BuiltInModelCollection.Name)]
public sealed class DegenerateTuningTests(BuiltInModelFixture fixture)
{
    private static readonly string[] _names = ["dog", "cat", "hot dog", "red apple", "carrot"];

    public static TheoryData<MethodOptions> Methods =>
    [
        new PromptTuningOptions { DispersionWeight = 50, OrthogonalityWeight = 18, SelectionFraction = 0.5, Steps = 2 },
        new RobustPromptTuningOptions { SelectionFraction = 0.5, Steps = 2 },
        new SelfEnsembleTuningOptions { SelectionFraction = 0.5, Steps = 2 },
        new FlatPromptOptions { SelectionFraction = 0.5, Steps = 2, PreparationSteps = 3 },
    ];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Predict_OneClass_IsCertain(MethodOptions method) => Predict([new("dog")], method).Scores.ToArray().Should().Equal(1);

    [Theory]
    [MemberData(nameof(Methods))]
    public void Predict_ClassesOfOneName_ScoreTheSame(MethodOptions method)
    {
        var scores = Predict([new("dog"), new("cat"), new("hound", ["dog"])], method).Scores.ToArray();

        scores[0].Should().BeApproximately(scores[2], 1e-5f);
        scores.Sum().Should().BeApproximately(1, 1e-5f);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Predict_AThousandClasses_AddUpToOne(MethodOptions method)
    {
        var scores = Predict([.. Enumerable.Range(0, 1000).Select(i => new ClassPromptSet($"thing {i}"))], WithOneStep(method)).Scores.ToArray();

        scores.Should().HaveCount(1000);
        scores.Sum().Should().BeApproximately(1, 1e-3f);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Adapt_IdenticalViews_GivesNumbers(MethodOptions method)
    {
        using var scope = NewDisposeScope();
        using var prepared = new PreparedEvidence(fixture.Model, _names);
        var evidence = prepared.Views(prepared.Views(1).Features.expand(24, -1).contiguous());

        var logits = prepared.Create(method).Adapt([evidence])[0].Logits;

        logits.isfinite().all().item<bool>().Should().BeTrue();
    }

    /// <summary>A view that is not a number is confident of nothing: it is not tuned on, and where all views are scored it has no vote.</summary>
    [Theory]
    [MemberData(nameof(Methods))]
    public void Adapt_OneViewIsNotANumber_GivesNumbers(MethodOptions method)
    {
        using var scope = NewDisposeScope();
        using var prepared = new PreparedEvidence(fixture.Model, _names);
        var features = prepared.Views(24).Features.clone();
        features[7].fill_(float.NaN);

        var logits = prepared.Create(method).Adapt([prepared.Views(features)])[0].Logits;

        logits.isfinite().all().item<bool>().Should().BeTrue();
    }

    /// <summary>What is not a number is replaced by the zero-shot scores where scores are made.</summary>
    [Theory]
    [MemberData(nameof(Methods))]
    public void Adapt_NoViewIsANumber_GivesNone(MethodOptions method)
    {
        using var scope = NewDisposeScope();
        using var prepared = new PreparedEvidence(fixture.Model, _names);
        var evidence = prepared.Views(full_like(prepared.Views(24).Features, float.NaN));

        var logits = prepared.Create(method).Adapt([evidence])[0].Logits;

        logits.isnan().all().item<bool>().Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Validate_LearningRateAndWeightDecayThatTurnTheContextRound_AreRefused(MethodOptions method)
    {
        var tuning = (ContextTuningOptions)method;

        new TptClassifierOptions { Method = tuning with { LearningRate = 0.5, WeightDecay = 2.1 } }.Invoking(options => options.Validate())
            .Should().Throw<ArgumentException>().WithMessage("Method.WeightDecay is 2.1; it must be at most 2 with a LearningRate of 0.5*");
    }

    private static MethodOptions WithOneStep(MethodOptions method) => (ContextTuningOptions)method with { Steps = 1 };

    private TptPrediction Predict(ClassPromptSet[] classes, MethodOptions method)
    {
        using var classifier = new TptClassifier(fixture.Model, classes, new TptClassifierOptions { Views = { Count = 8 }, Method = method });
        return classifier.Predict(SyntheticImages.Create(1));
    }
}
