using Tpt.Engine.Approximations;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.ConfidentViewAveraging;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Methods.ZeroShot;
using Tpt.Engine.Prompts;

namespace Tpt.Engine.Tests;

[Collection(BuiltInModelCollection.Name)]
public sealed class MethodComparisonTests(BuiltInModelFixture fixture)
{
    private static readonly ClassPromptSet[] _classes = [new("dog"), new("cat"), new("hot dog", ["hot dog", "sausage"]), new("red apple"), new("bus")];
    private static readonly MethodOptions[] _methods = [new PromptTuningOptions { SelectionFraction = 0.25 }, new ConfidentViewAveragingOptions { SelectionFraction = 0.5 }, new ZeroShotOptions()];

    private readonly ClipModel _model = fixture.Model;

    public static TheoryData<string> Settings => new(_settings.Keys);

    private static readonly Dictionary<string, Action<TptClassifierOptions>> _settings = new()
    {
        ["published"] = _ => { },
        ["templates"] = options => options.Prompt.ZeroShotTemplates = ["a picture of a {0}.", "a drawing of a {0}."],
        ["pruned"] = options => options.Approximations.PruningTolerance = 1e-3,
        ["first order"] = options => (options.Approximations.FirstOrderTolerance, options.Approximations.FirstOrderRank) = (0.5, 4),
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void Compare_SeveralMethods_GivesTheBitsOfTheClassifiers(string settings)
    {
        using var comparison = new MethodComparison(_model, _classes, Options(settings), [.. _methods]);
        var image = SyntheticImages.Create(7);
        using var views = comparison.CreateViews(image);

        var compared = comparison.Compare(views);

        comparison.ViewCount.Should().Be(16);
        foreach (var (method, i) in _methods[..2].Select((method, i) => (method, i)))
        {
            using var classifier = new TptClassifier(_model, _classes, Options(settings, method));
            var alone = classifier.Predict(image);
            compared.Predictions[i].Scores.ToArray().Should().Equal(alone.Scores.ToArray());
            compared.Predictions[i].ZeroShotScores.ToArray().Should().Equal(alone.ZeroShotScores.ToArray());
            compared.Predictions[i].SelectedViews.ToArray().Should().Equal(alone.SelectedViews.ToArray());
            compared.Predictions[i].Context.ToArray().Should().Equal(alone.Context.ToArray());
        }
        // One view by itself and the same among others differ in a digit of a cosine, 1e-7, by the CPU: 1e-5 of a logit.
        compared.Predictions[2].Scores.ToArray().Zip(compared.Predictions[0].ZeroShotScores.ToArray(), (score, amongOthers) => Math.Abs(score - amongOthers)).Max().Should().BeLessThan(1e-5f);
    }

    [Fact]
    public void Compare_CloseCalls_AreScoredExactlyAsTheClassifierScoresThem()
    {
        using var model = ClipModel.Load(new ModelOptions { GpuDeviceId = -1 }, new ApproximationOptions { Precision = TptPrecision.BFloat16, ExactMargin = 0.999 });
        TptClassifierOptions WithMargin(MethodOptions method) => new()
        {
            Views = { Count = 16 },
            Method = method,
            Approximations = { Precision = TptPrecision.BFloat16, ExactMargin = 0.999 },
        };
        using var comparison = new MethodComparison(model, _classes, WithMargin(_methods[0]), [.. _methods]);
        using var views = comparison.CreateViews(SyntheticImages.Create(7));
        using var exact = new TptClassifier(_model, _classes, new TptClassifierOptions { Views = { Count = 16 }, Method = _methods[0] });

        var compared = comparison.Compare(views);

        compared.Predictions[0].Scores.ToArray().Should().Equal(exact.Predict(SyntheticImages.Create(7)).Scores.ToArray());
    }

    [Fact]
    public void Compare_ViewScores_AreProbabilitiesWithTheCentreViewFirst()
    {
        using var comparison = new MethodComparison(_model, _classes, Options("published"), [.. _methods]);
        using var views = comparison.CreateViews(SyntheticImages.Create(7));

        var compared = comparison.Compare(views);

        var scores = compared.ViewScores.ToArray();
        scores.Should().HaveCount(16 * _classes.Length);
        scores.Chunk(_classes.Length).Should().AllSatisfy(view => view.Sum().Should().BeApproximately(1, 1e-5f));
        scores[.._classes.Length].Should().Equal(compared.Predictions[0].ZeroShotScores.ToArray());
        MostConfident(scores, compared.Predictions[0].SelectedViews.Length).Should().Equal(compared.Predictions[0].SelectedViews.ToArray());
    }

    [Fact]
    public void Compare_Times_ZeroShotPaysForOneView()
    {
        using var comparison = new MethodComparison(_model, _classes, Options("published"), [.. _methods]);
        using var views = comparison.CreateViews(SyntheticImages.Create(7));
        comparison.Compare(views);      // what is made once is made

        var compared = comparison.Compare(views);

        compared.Times.Should().HaveCount(3).And.OnlyContain(time => time > TimeSpan.Zero);
        compared.ZeroShotTime.Should().BePositive();
        compared.Times[2].Should().BeLessThan(compared.Times[0]);
    }

    [Fact]
    public void Compare_ZeroShotAlone_MakesOneView()
    {
        using var comparison = new MethodComparison(_model, _classes, Options("published"), [new ZeroShotOptions()]);
        using var views = comparison.CreateViews(SyntheticImages.Create(7));

        comparison.ViewCount.Should().Be(1);
        comparison.Compare(views).ViewScores.Length.Should().Be(_classes.Length);
    }

    [Fact]
    public void Compare_ViewsOfOtherOptions_NamesWhatItNeeds()
    {
        using var comparison = new MethodComparison(_model, _classes, Options("published"), [.. _methods]);
        using var other = new MethodComparison(_model, _classes, new TptClassifierOptions { Views = { Count = 16, Seed = 5 } }, [.. _methods]);
        using var views = other.CreateViews(SyntheticImages.Create(7));

        var compare = () => comparison.Compare(views);

        compare.Should().Throw<ArgumentException>().WithMessage("views has 16 views*this one needs 16*CreateViews*");
    }

    [Fact]
    public void Constructor_MethodOutOfItsRange_NamesTheOption()
    {
        var create = () => new MethodComparison(_model, _classes, Options("published"), [new PromptTuningOptions(), new PromptTuningOptions { SelectionFraction = 0.01 }]);

        create.Should().Throw<ArgumentException>().WithMessage("*SelectionFraction 0.01 of 16 views selects no view*");
    }

    [Fact]
    public void Constructor_NoMethod_SaysWhatToGive()
    {
        var create = () => new MethodComparison(_model, _classes, Options("published"), []);

        create.Should().Throw<ArgumentException>().WithMessage("There are no methods to compare; give at least one*");
    }

    private static TptClassifierOptions Options(string settings, MethodOptions? method = null)
    {
        var options = new TptClassifierOptions { Views = { Count = 16 } };
        options.Method = method ?? options.Method;
        _settings[settings](options);
        return options;
    }

    private static IEnumerable<int> MostConfident(float[] scores, int count) => scores.Chunk(_classes.Length)
        .Select((view, index) => (Entropy: view.Sum(p => p == 0 ? 0 : -p * Math.Log(p)), index)).OrderBy(view => view.Entropy).Take(count).Select(view => view.index);
}
