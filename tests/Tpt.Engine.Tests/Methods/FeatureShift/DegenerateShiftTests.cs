using TorchSharp;
using Tpt.Engine.Imaging;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.ConfidentViewAveraging;
using Tpt.Engine.Methods.FeatureShift;
using Tpt.Engine.Modules;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Methods.FeatureShift;

/// <summary>Inputs at the edge of what the methods are defined for behave as their options document.</summary>
[Collection(BuiltInModelCollection.Name)]
public sealed class DegenerateShiftTests(BuiltInModelFixture fixture)
{
    private static readonly string[] _names = ["dog", "cat", "hot dog", "red apple", "banana"];

    public static TheoryData<FeatureShiftOptions> Methods => [new PrototypeShiftOptions(), new SubspaceShiftOptions()];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Predict_OneClass_IsCertain(FeatureShiftOptions method)
    {
        using var classifier = Create(["dog"], method);

        var prediction = classifier.Predict(SyntheticImages.Create(1));

        prediction.Scores.ToArray().Should().Equal(1f);
        prediction.IsFallback.Should().BeFalse();
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Predict_IdenticalViews_GivesNumbers(FeatureShiftOptions method)
    {
        using var classifier = Create(_names, method);

        var prediction = classifier.Predict(ImagePixels.FromRgb([.. Enumerable.Repeat((byte)127, 64 * 64 * 3)], 64, 64));

        prediction.IsFallback.Should().BeFalse();
        prediction.Scores.ToArray().Sum().Should().BeApproximately(1, 1e-5f);
    }

    /// <summary>Equal features have equal gradients, so they stay equal.</summary>
    [Theory]
    [MemberData(nameof(Methods))]
    public void Predict_DuplicateNames_GivesThemEqualScores(FeatureShiftOptions method)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(31);
        using var bench = new MethodBench(fixture.Model);
        var distinct = MethodBench.PlantedClasses(generator, 4, 24, 2);
        var classFeatures = cat([distinct, distinct.narrow(0, 1, 1), distinct.narrow(0, 1, 1)], 0);

        var scores = bench.Adapt(method, MethodBench.MixedViews(generator, distinct, 20), classFeatures).Logits.softmax(0).data<float>().ToArray();

        scores[4].Should().BeApproximately(scores[1], 1e-5f).And.BeApproximately(scores[5], 1e-5f);
        scores.Sum().Should().BeApproximately(1, 1e-5f);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Predict_ThousandClasses_GivesNumbers(FeatureShiftOptions method)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(32);
        using var bench = new MethodBench(fixture.Model);
        var classFeatures = MethodBench.PlantedClasses(generator, 1000, 128, 10);
        var views = MethodBench.MixedViews(generator, classFeatures, 64);

        var adaptation = bench.Adapt(method, views, classFeatures);

        adaptation.Logits.softmax(0).sum().item<float>().Should().BeApproximately(1, 1e-4f);
        adaptation.SelectedViews.Should().HaveCount(6);
        (adaptation.Logits.softmax(0) - bench.Logits(views, classFeatures)[0].softmax(0)).abs().max().item<float>().Should().BeGreaterThan(0.01f);
    }

    /// <summary>A view of no numbers comes last, and is not among the kept ones.</summary>
    [Theory]
    [MemberData(nameof(Methods))]
    public void Adapt_ViewThatIsNotANumber_IsNotKept(FeatureShiftOptions method)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(33);
        using var bench = new MethodBench(fixture.Model);
        var classFeatures = MethodBench.PlantedClasses(generator, 10, 24, 3);
        var views = MethodBench.MixedViews(generator, classFeatures, 20);
        views[5].FillInPlace(double.NaN);

        var adaptation = bench.Adapt(method with { SelectionFraction = 0.95 }, views, classFeatures);
        var all = bench.Adapt(method with { SelectionFraction = 1 }, views, classFeatures);

        adaptation.SelectedViews.Should().HaveCount(19).And.NotContain(5);
        adaptation.Logits.isfinite().all().item<bool>().Should().BeTrue();
        all.Logits.isnan().all().item<bool>().Should().BeTrue("the scorer puts the zero-shot scores there");
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Constructor_OneViewAtTheDefaultShare_SaysWhatToDo(FeatureShiftOptions method)
    {
        var create = () => Create(_names, method, views: 1);

        create.Should().Throw<ArgumentException>().WithMessage("Method.SelectionFraction 0.1 of 1 views selects no view*at least 1*");
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Predict_OneViewThatIsKept_GivesNumbers(FeatureShiftOptions method)
    {
        using var classifier = Create(_names, method with { SelectionFraction = 1 }, views: 1);

        var prediction = classifier.Predict(SyntheticImages.Create(2));

        prediction.IsFallback.Should().BeFalse();
        prediction.SelectedViews.ToArray().Should().Equal(0);
        prediction.Scores.ToArray().Sum().Should().BeApproximately(1, 1e-5f);
    }

    /// <summary>Noise alone, one class, two that are much alike: no singular value stands out.</summary>
    [Theory]
    [InlineData(60)]
    [InlineData(1)]
    public void Adapt_NoDirectionStandsOut_IsTheMeanOfTheConfidentViews(int classes)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(34);
        using var bench = new MethodBench(fixture.Model);
        var classFeatures = ClipNetwork.Normalize(randn([classes, 64], generator: generator));
        var views = ClipNetwork.Normalize(randn([20, 64], generator: generator));

        var adaptation = bench.Adapt(new SubspaceShiftOptions(), views, classFeatures);

        bench.Owned.Should().ContainSingle().Which.Should().BeOfType<Tensor>().Which.shape.Should().Equal(64, 0);
        var mean = bench.Adapt(new ConfidentViewAveragingOptions(), views, classFeatures);
        (adaptation.Logits - mean.Logits).abs().max().item<float>().Should().BeLessThan(1e-4f);
        adaptation.SelectedViews.Should().Equal(mean.SelectedViews);
    }

    [Fact]
    public void Of_FeaturesThatAreNotNumbers_HasNoDirection()
    {
        using var scope = NewDisposeScope();
        var classFeatures = ClipNetwork.Normalize(ones(8, 4));
        classFeatures[3].FillInPlace(double.NaN);

        using var directions = SingularDirections.Of(classFeatures);

        directions.shape.Should().Equal(4, 0);
    }

    /// <summary>One name a hundred times: the median singular value is rounding, and the one direction is what is left.</summary>
    [Fact]
    public void Of_MostlyDuplicateClasses_HasTheDirectionsOfTheDistinctOnes()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(35);
        var distinct = ClipNetwork.Normalize(randn([2, 64], generator: generator));
        var classFeatures = cat([.. Enumerable.Repeat(distinct, 50)], 0);

        using var directions = SingularDirections.Of(classFeatures);

        directions.shape.Should().Equal(64, 2);
        (distinct.mm(directions).mm(directions.t()) - distinct).abs().max().item<float>().Should().BeLessThan(1e-5f);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Predict_EveryTensor_BelongsToADisposeScope(FeatureShiftOptions method)
    {
        var outside = DisposeScopeManager.Statistics.CreatedOutsideScopeCount;
        using var classifier = Create(_names, method with { Steps = 2 }, prompt: ["a {0}.", "the {0}."]);
        classifier.Predict(SyntheticImages.Create(1));
        var before = LiveTensors.CountAfterFinalizers();

        classifier.Predict(SyntheticImages.Create(2));

        LiveTensors.Count.Should().Be(before);
        DisposeScopeManager.Statistics.CreatedOutsideScopeCount.Should().Be(outside);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Dispose_Classifier_LeavesNoTensorBehind(FeatureShiftOptions method)
    {
        var before = LiveTensors.CountAfterFinalizers();

        using (var classifier = Create(_names, method, margin: 0.5))
        {
            classifier.Predict(SyntheticImages.Create(1));
        }

        LiveTensors.Count.Should().Be(before);
    }

    private TptClassifier Create(string[] names, MethodOptions method, int views = 16, IReadOnlyList<string>? prompt = null, double margin = 0)
        => new(fixture.Model, names, new TptClassifierOptions { Views = { Count = views }, Method = method, Prompt = { ZeroShotTemplates = prompt }, Approximations = { ExactMargin = margin } });
}
