using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.SelfEnsembleTuning;
using Tpt.Engine.Tuning;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Methods;

[Collection(BuiltInModelCollection.Name)]
public sealed class SelfEnsembleTuningTests(BuiltInModelFixture fixture)
{
    private static readonly string[] _names = ["dog", "cat", "hot dog", "red apple", "carrot"];

    [Theory]
    [InlineData(64, 6)]
    [InlineData(65, 6)]
    [InlineData(11, 1)]
    [InlineData(2, 1)]
    public void Count_TenthOfTheOthers_IsTruncatedAndAtLeastOne(int views, int count) => CentreMixture.Count(views, 0.1).Should().Be(count);

    [Theory]
    [InlineData(0, 0.3)]
    [InlineData(0.25, 0.4)]
    [InlineData(0.5, 0.5)]
    [InlineData(1, 0.7)]
    public void AlphaOf_Rank_IsLinear(double rank, double alpha) => CentreMixture.AlphaOf(rank).Should().BeApproximately(alpha, 1e-12);

    /// <summary>View 2 is surer than the centre view, views 1 and 4 are less sure, view 3 is as sure: it does not count.</summary>
    [Fact]
    public void Choose_OtherViews_ComparesThemWithTheCentreView()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new float[,] { { 2, 0 }, { 1, 0 }, { 4, 0 }, { 0, 2 }, { 0, 0.5f } });

        var mixture = CentreMixture.Choose(logits, 0.5, CentreMixture.AlphaOf);

        mixture.Others.Should().Equal(2, 3);
        mixture.Views.Should().Equal(0, 2, 3);
        mixture.Alpha.Should().BeApproximately(0.5, 1e-12, "2 of 4 are less sure");
        mixture.IsUnanimous.Should().BeFalse("view 3 says otherwise");
        CentreMixture.Choose(logits, 0.25, CentreMixture.AlphaOf).IsUnanimous.Should().BeTrue();
    }

    [Fact]
    public void Choose_ClassesThatAreEquallyProbable_AgreeWithEither()
    {
        using var scope = NewDisposeScope();

        CentreMixture.Choose(tensor(new float[,] { { 3, 1, 0 }, { 2, 2, 0 } }), 0.1, CentreMixture.AlphaOf).IsUnanimous.Should().BeTrue();
    }

    [Fact]
    public void LogProbabilities_Mixture_IsThatOfTheProbabilities()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new float[,] { { 1, 0, 0 }, { 5, 5, 5 }, { 0, 2, 0 }, { 0, 0, 3 } });
        var probabilities = logits.softmax(1);
        var expected = (probabilities[0] * 0.3) + ((probabilities[2] + probabilities[3]) * 0.35);

        var mixed = new CentreMixture([2, 3], 0.3, IsUnanimous: false).LogProbabilities(logits).exp();

        (mixed - expected).abs().max().item<float>().Should().BeLessThan(1e-6f);
    }

    /// <summary>In probabilities this is log 0, and the published loss is infinite.</summary>
    [Fact]
    public void LogProbabilities_ProbabilityThatUnderflows_IsANumber()
    {
        using var scope = NewDisposeScope();

        var mixed = new CentreMixture([1], 0.5, IsUnanimous: false).LogProbabilities(tensor(new float[,] { { 400, 0 }, { 300, 0 } }));

        mixed[1].item<float>().Should().BeApproximately(-300 + MathF.Log(0.5f), 1e-3f);
    }

    /// <summary>The loss is of the equal parts of p, with the logarithm of the unequal parts of q; the gradient is that of p alone.</summary>
    [Fact]
    public void Adapt_ViewsThatDisagree_StepsTowardsTheMixture()
    {
        using var scope = NewDisposeScope();
        using var prepared = new PreparedEvidence(fixture.Model, _names);
        var evidence = Disagreeing(prepared);
        var mixture = CentreMixture.Choose(evidence.Logits, 0.1, CentreMixture.AlphaOf);
        var target = mixture.LogProbabilities(evidence.Logits);
        var views = prepared.Classes.LogitScale * evidence.Features.index_select(0, tensor(mixture.Views.Select(view => (long)view).ToArray()));
        var expected = prepared.Encoder.Gradients(null, [features => -(views.mm(features.t()).softmax(1).mean([0]) * target).sum()])[0];
        var steps = new List<TuningStep>();
        var context = prepared.Context with { WantsViewLogits = true };
        var method = new SelfEnsembleTuning(context, new SelfEnsembleTuningOptions())
        {
            Observer = step => steps.Add(step with { Gradient = step.Gradient.clone().MoveToOtherDisposeScope(scope) }),
        };

        var adapted = method.Adapt([evidence])[0];

        steps.Should().ContainSingle();
        steps[0].Loss.Should().BeApproximately(expected.Loss.item<float>(), 1e-4f);
        (steps[0].Gradient - expected.Gradient).abs().max().item<float>().Should().BeLessThan(1e-4f);
        adapted.SelectedViews.Should().Equal(mixture.Others);
        (adapted.Logits - mixture.LogProbabilities(adapted.ViewLogits!)).abs().max().item<float>().Should().BeLessThan(1e-5f, "the views and the weight are those of the step");
        (adapted.ViewLogits! - prepared.Classes.Logits(evidence.Features, prepared.Encoder.Encode(adapted.Context!, evidence.CentreView))).abs().max().item<float>().Should().BeLessThan(1e-4f);
    }

    [Fact]
    public void Adapt_ViewsThatAgree_TunesNothingAndLeavesTheTextTowerAlone()
    {
        using var scope = NewDisposeScope();
        using var prepared = new PreparedEvidence(fixture.Model, _names);
        var evidence = prepared.Views(prepared.Classes.InitialFeatures[2].expand(24, -1).contiguous());
        var encoder = new CountingEncoder(prepared.Encoder);

        var adapted = new SelfEnsembleTuningOptions { Steps = 3 }.Create(prepared.Context with { Prompts = encoder }).Adapt([evidence])[0];

        (encoder.Losses, encoder.Encoded).Should().Be((0, 0));
        adapted.Context.Should().BeNull();
        adapted.Logits.argmax().item<long>().Should().Be(2);
        (adapted.Logits.softmax(-1) - evidence.Logits[0].softmax(-1)).abs().max().item<float>().Should().BeLessThan(1e-5f, "identical views are one");
    }

    /// <summary>Each step looks at the logits that the step before left; an image whose views agree meanwhile stops.</summary>
    [Fact]
    public void Adapt_SeveralSteps_ChoosesAnewAndStopsWhenTheViewsAgree()
    {
        using var scope = NewDisposeScope();
        using var prepared = new PreparedEvidence(fixture.Model, _names);
        var evidence = Disagreeing(prepared);
        var context = prepared.Context with { WantsViewLogits = true };
        var losses = new List<float>();
        var twice = new SelfEnsembleTuning(context, new SelfEnsembleTuningOptions { Steps = 2 }) { Observer = step => losses.Add(step.Loss) };
        var once = new SelfEnsembleTuningOptions().Create(context).Adapt([evidence])[0];
        var second = CentreMixture.Choose(once.ViewLogits!, 0.1, CentreMixture.AlphaOf);

        var adapted = twice.Adapt([evidence])[0];

        adapted.SelectedViews.Should().Equal(second.Others);
        losses.Should().HaveCount(second.IsUnanimous ? 1 : 2);
        var many = new List<float>();
        new SelfEnsembleTuning(context, new SelfEnsembleTuningOptions { Steps = 200, LearningRate = 0.02 }) { Observer = step => many.Add(step.Loss) }.Adapt([evidence]);
        many.Count.Should().BeInRange(1, 199);
    }

    [Fact]
    public void Adapt_SeveralRows_AreTheSameBitsAlone()
    {
        using var scope = NewDisposeScope();
        using var prepared = new PreparedEvidence(fixture.Model, _names);
        ViewEvidence[] rows = [Disagreeing(prepared), prepared.Views(prepared.Classes.InitialFeatures[2].expand(24, -1).contiguous()), prepared.Views(1), prepared.Views(24, seed: 3)];
        var method = new SelfEnsembleTuningOptions { Steps = 2 }.Create(prepared.Context);

        var together = method.Adapt(rows);

        for (var i = 0; i < rows.Length; i++)
        {
            together[i].Logits.data<float>().ToArray().Should().Equal(method.Adapt([rows[i]])[0].Logits.data<float>().ToArray());
        }
    }

    [Fact]
    public void Adapt_WithoutSteps_IsTheMixtureAsItStands()
    {
        using var scope = NewDisposeScope();
        using var prepared = new PreparedEvidence(fixture.Model, _names);
        var evidence = Disagreeing(prepared);

        var adapted = new SelfEnsembleTuningOptions { Steps = 0 }.Create(prepared.Context).Adapt([evidence])[0];

        adapted.Logits.data<float>().ToArray().Should().Equal(CentreMixture.Choose(evidence.Logits, 0.1, CentreMixture.AlphaOf).LogProbabilities(evidence.Logits).data<float>().ToArray());
    }

    [Fact]
    public void OneView_IsRefusedAndWouldBeZeroShot()
    {
        using var scope = NewDisposeScope();
        using var prepared = new PreparedEvidence(fixture.Model, _names);
        var evidence = prepared.Views(1);

        new SelfEnsembleTuningOptions().Create(prepared.Context).Adapt([evidence])[0].Logits.data<float>().ToArray().Should().Equal(evidence.Logits[0].data<float>().ToArray());
        new TptClassifierOptions { Views = { Count = 1 }, Method = new SelfEnsembleTuningOptions() }.Invoking(options => options.Validate())
            .Should().Throw<ArgumentException>().WithMessage("Method.Name is SelfEnsembleTuning, which compares the centre view with others, and 1 view has none. Use at least 2 views*");
    }

    [Fact]
    public void Validate_FirstOrder_SaysWhy()
        => new TptClassifierOptions { Method = new SelfEnsembleTuningOptions(), Approximations = { FirstOrderTolerance = 0.1 } }.Invoking(options => options.Validate())
            .Should().Throw<ArgumentException>().WithMessage("Approximations.FirstOrderTolerance is 0.1; it must be 0 with the method SelfEnsembleTuning*");

    /// <summary>Random views of which the most confident disagree with the centre view.</summary>
    private static ViewEvidence Disagreeing(PreparedEvidence prepared)
        => Enumerable.Range(1, 100).Select(seed => prepared.Views(24, seed)).First(evidence => !CentreMixture.Choose(evidence.Logits, 0.1, CentreMixture.AlphaOf).IsUnanimous);
}
