using Tpt.Engine.Approximations;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Methods.ZeroShot;
using Tpt.Engine.Prompts;
using Tpt.Engine.Scoring;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Scoring;

/// <summary>What looks at the centre view alone makes and encodes no other.</summary>
[Collection(BuiltInModelCollection.Name)]
public sealed class CentreViewTests(BuiltInModelFixture fixture)
{
    private static readonly string[] _names = ["dog", "cat", "hot dog"];

    public static TheoryData<MethodOptions, int> Methods => new()
    {
        { new ZeroShotOptions(), 1 },
        { new PromptTuningOptions { Steps = 0 }, 1 },
        { new PromptTuningOptions(), 64 },
    };

    [Theory]
    [MemberData(nameof(Methods))]
    public void CreateViews_OfAMethod_MakesThoseThatItNeeds(MethodOptions method, int expected)
    {
        using var classifier = new TptClassifier(fixture.Model, _names, new TptClassifierOptions { Method = method });

        using var views = classifier.CreateViews(SyntheticImages.Create(1));

        views.Count.Should().Be(expected);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Look_AtMoreViewsThanAreNeeded_EncodesThoseThatAre(MethodOptions method, int expected)
    {
        var needs = method.Needs(views: 64);
        using var all = new TptClassifier(fixture.Model, _names);
        using var views = all.CreateViews(SyntheticImages.Create(1));
        using var classes = new PreparedClasses(
            fixture.Model.Text, [.. _names.Select(name => new ClassPromptSet(name))], all.Options.Prompt, seed: 0, needs.TunesContext, ApproximationOptions.None, new PreparationProgress(null, default));
        var scorer = (ImageScorer)classes.CreateScorer(fixture.Model.Network, method, needs, ApproximationOptions.None);
        using var scope = NewDisposeScope();

        scorer.Look(views).Count.Should().Be(expected);
    }
}
