using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Tuning;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Methods;

/// <summary>Prompt tuning with a dispersion (C-TPT), an orthogonality (O-TPT) or both in its loss.</summary>
[Collection(BuiltInModelCollection.Name)]
public sealed class PromptTuningTermsTests(BuiltInModelFixture fixture)
{
    private static readonly string[] _names = ["dog", "cat", "hot dog", "red apple", "carrot"];

    [Theory]
    [InlineData(50, 0)]
    [InlineData(0, 18)]
    [InlineData(20, 2)]
    public void Adapt_WithTerms_AddsThemToTheLossAndTheGradientOfEveryStep(double dispersion, double orthogonality)
    {
        using var scope = NewDisposeScope();
        using var prepared = new PreparedEvidence(fixture.Model, _names);
        var evidence = prepared.Views(16);
        var steps = new List<(float Loss, Tensor Gradient, Tensor Context)>();
        var method = new PromptTuning(prepared.Context, new PromptTuningOptions { Steps = 3, SelectionFraction = 0.5, DispersionWeight = dispersion, OrthogonalityWeight = orthogonality })
        {
            Observer = step => steps.Add((step.Loss, step.Gradient.clone().MoveToOtherDisposeScope(scope), step.Context.clone().MoveToOtherDisposeScope(scope))),
        };

        var adapted = method.Adapt([evidence])[0];

        var confident = prepared.Classes.LogitScale * evidence.Features.index_select(0, tensor(adapted.SelectedViews.Select(view => (long)view).ToArray()));
        for (var i = 0; i < 3; i++)
        {
            var expected = prepared.Encoder.Gradients(i == 0 ? null : steps[i - 1].Context, [Loss])[0];
            steps[i].Loss.Should().BeApproximately(expected.Loss.item<float>(), 1e-4f);
            (steps[i].Gradient - expected.Gradient).abs().max().item<float>().Should().BeLessThan(1e-4f, "of step {0}", i);
        }
        Tensor Loss(Tensor features)
            => MarginalEntropy.Of(confident.mm(features.t())) - (ClassDispersion.Of(features) * dispersion) + (ClassOrthogonality.Of(features) * orthogonality);
    }

    /// <summary>C-TPT keeps the classes apart, O-TPT turns them from each other: each does what it is for.</summary>
    [Fact]
    public void Adapt_ManySteps_MovesWhatEachTermIsAbout()
    {
        using var scope = NewDisposeScope();
        using var prepared = new PreparedEvidence(fixture.Model, _names);
        var evidence = prepared.Views(16);
        var none = Tuned(new PromptTuningOptions { SelectionFraction = 0.5, Steps = 10 });
        var dispersed = Tuned(new PromptTuningOptions { SelectionFraction = 0.5, Steps = 10, DispersionWeight = 50 });
        var orthogonal = Tuned(new PromptTuningOptions { SelectionFraction = 0.5, Steps = 10, OrthogonalityWeight = 18 });

        ClassDispersion.Of(dispersed).item<float>().Should().BeGreaterThan(ClassDispersion.Of(none).item<float>());
        ClassOrthogonality.Of(orthogonal).item<float>().Should().BeLessThan(ClassOrthogonality.Of(none).item<float>());

        Tensor Tuned(PromptTuningOptions options) => prepared.Encoder.Encode(options.Create(prepared.Context).Adapt([evidence])[0].Context!, evidence.CentreView);
    }

    [Fact]
    public void Create_WithTerms_ComputesTheirGradientOnceAndGivesItAway()
    {
        using var scope = NewDisposeScope();
        using var prepared = new PreparedEvidence(fixture.Model, _names);
        var rows = new[] { prepared.Views(8, seed: 1), prepared.Views(8, seed: 2) };
        var encoder = new CountingEncoder(prepared.Encoder);

        var method = new PromptTuningOptions { SelectionFraction = 0.5, DispersionWeight = 50, OrthogonalityWeight = 18 }.Create(prepared.Context with { Prompts = encoder });
        method.Adapt(rows);
        method.Adapt(rows);

        prepared.Owned.Should().ContainSingle().Which.Should().BeOfType<Regulariser>();
        encoder.Losses.Should().Be(1 + 2 + 2, "the terms together once, and each row's own loss");
    }

    [Fact]
    public void Create_WithoutTerms_OwnsNothing()
    {
        using var scope = NewDisposeScope();
        using var prepared = new PreparedEvidence(fixture.Model, _names);

        new PromptTuningOptions().Create(prepared.Context);

        prepared.Owned.Should().BeEmpty();
    }

    /// <summary>The rounding of a gradient of 0 would move the prompt as far as any other: AdamW's first step looks at signs.</summary>
    [Fact]
    public void Adapt_OneClass_IsNotMovedByTheTerms()
    {
        using var scope = NewDisposeScope();
        using var prepared = new PreparedEvidence(fixture.Model, ["dog"]);
        var evidence = prepared.Views(8);

        var adapted = new PromptTuningOptions { SelectionFraction = 0.5, DispersionWeight = 50, OrthogonalityWeight = 18 }.Create(prepared.Context).Adapt([evidence])[0];

        (adapted.Context! - (prepared.Classes.InitialContext * (1 - 5e-5))).abs().max().item<float>().Should().BeLessThan(1e-7f);
        adapted.Logits.softmax(-1).item<float>().Should().Be(1);
    }

    [Theory]
    [InlineData(50, 0)]
    [InlineData(0, 18)]
    public void Validate_TermsWithPruning_SaysWhy(double dispersion, double orthogonality)
    {
        var options = new TptClassifierOptions { Method = new PromptTuningOptions { DispersionWeight = dispersion, OrthogonalityWeight = orthogonality }, Approximations = { PruningTolerance = 0.1 } };

        options.Invoking(all => all.Validate()).Should().Throw<ArgumentException>()
            .WithMessage("Approximations.PruningTolerance is 0.1; it must be 0 with a DispersionWeight or an OrthogonalityWeight: these terms are about all classes, and pruning tunes a part of them.*");
        (options with { Method = new PromptTuningOptions() }).Invoking(all => all.Validate()).Should().NotThrow();
        (options with { Method = new PromptTuningOptions { DispersionWeight = 50, Steps = 0 } }).Invoking(all => all.Validate()).Should().NotThrow("nothing is tuned");
    }

    /// <summary>First order is about the scores: the gradient goes through all classes exactly, so the prompt is the same.</summary>
    [Fact]
    public void Adapt_TermsWithFirstOrderFeatures_TunesTheSamePrompt()
    {
        using var scope = NewDisposeScope();
        var options = new PromptTuningOptions { SelectionFraction = 0.5, Steps = 2, DispersionWeight = 50, OrthogonalityWeight = 18 };
        using var exact = new PreparedEvidence(fixture.Model, _names);
        using var firstOrder = new PreparedEvidence(fixture.Model, _names, new ApproximationOptions { FirstOrderTolerance = 0.1, FirstOrderRank = 8 });

        var expected = options.Create(exact.Context).Adapt([exact.Views(8)])[0].Context!;
        var actual = options.Create(firstOrder.Context).Adapt([firstOrder.Views(8)])[0].Context!;

        actual.data<float>().ToArray().Should().Equal(expected.data<float>().ToArray());
    }

    [Fact]
    public void Classifier_WithTerms_LeavesNoTensorBehind()
    {
        var options = new TptClassifierOptions { Views = { Count = 8 }, Method = new PromptTuningOptions { SelectionFraction = 0.5, Steps = 2, DispersionWeight = 20, OrthogonalityWeight = 2 } };
        var image = SyntheticImages.Create(1);
        var before = LiveTensors.CountAfterFinalizers();

        using (var classifier = new TptClassifier(fixture.Model, _names, options))
        {
            classifier.Predict(image).IsFallback.Should().BeFalse();
        }

        LiveTensors.Count.Should().Be(before);
    }
}
