using TorchSharp;
using Tpt.Engine.Imaging;
using Tpt.Engine.Methods.ConfidentViewAveraging;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Prompts;
using Tpt.Engine.Tuning;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests;

[Collection(BuiltInModelCollection.Name)]
public sealed class TptClassifierTests(BuiltInModelFixture fixture)
{
    private static readonly string[] _names = ["dog", "cat", "hot dog", "red apple", "sun behind small cloud"];
    private readonly ClipModel _model = fixture.Model;

    [Fact]
    public void Predict_SameImageInAnyOrderAndCompany_GivesTheSameBits()
    {
        using var classifier = new TptClassifier(_model, _names, new TptClassifierOptions { Views = { Count = 16 }, Method = new PromptTuningOptions { SelectionFraction = 0.25 } });
        ImagePixels[] images = [.. Enumerable.Range(0, 4).Select(seed => SyntheticImages.Create(seed))];

        var alone = images.Select(image => classifier.Predict(image).Scores.ToArray()).ToArray();
        var backwards = images.Reverse().Select(image => classifier.Predict(image).Scores.ToArray()).Reverse().ToArray();
        var views = images.Select(classifier.CreateViews).ToArray();
        var together = classifier.Predict(views).Select(prediction => prediction.Scores.ToArray()).ToArray();
        var parallel = new float[images.Length][];
        Parallel.For(0, images.Length, i => parallel[i] = classifier.Predict(images[i]).Scores.ToArray());
        Array.ForEach(views, v => v.Dispose());

        backwards.Should().BeEquivalentTo(alone, options => options.WithStrictOrdering());
        together.Should().BeEquivalentTo(alone, options => options.WithStrictOrdering());
        parallel.Should().BeEquivalentTo(alone, options => options.WithStrictOrdering());
    }

    [Theory]
    [InlineData(128)]
    [InlineData(2)]
    public void Predict_SharedTextPasses_DifferInRoundingAlone(int classChunkSize)
    {
        TptClassifierOptions Options(bool share) => new()
        {
            Prompt = { ClassTokenPosition = ClassTokenPosition.Middle, Template = "a {0} picture." },
            Views = { Count = 16 },
            Method = new PromptTuningOptions { SelectionFraction = 0.25 },
            Approximations = { SharePasses = share },
        };
        using var model = ClipModel.Load(new ModelOptions { GpuDeviceId = -1, ClassChunkSize = classChunkSize });
        using var alone = new TptClassifier(model, _names, Options(false));
        using var shared = new TptClassifier(model, _names, Options(true));
        var views = Enumerable.Range(0, 4).Select(seed => alone.CreateViews(SyntheticImages.Create(seed))).ToArray();

        var expected = alone.Predict(views).SelectMany(prediction => prediction.Scores.ToArray()).ToArray();
        var actual = shared.Predict(views).SelectMany(prediction => prediction.Scores.ToArray()).ToArray();
        Array.ForEach(views, v => v.Dispose());

        actual.Zip(expected, (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(1e-5f);
    }

    [Fact]
    public void Predict_OneStep_MovesTheContextByTheLearningRate()
    {
        using var classifier = new TptClassifier(_model, _names, new TptClassifierOptions { Views = { Count = 16 }, Method = new PromptTuningOptions { SelectionFraction = 0.25, WeightDecay = 0 } });
        using var still = new TptClassifier(_model, _names, new TptClassifierOptions { Method = new PromptTuningOptions { Steps = 0 } });
        var image = SyntheticImages.Create(1);

        var tuned = classifier.Predict(image).Context.ToArray();
        var initial = still.Predict(image).Context.ToArray();

        // The first step of Adam is lr |g| / (|g| + 1e-8) in every component: the learning rate, but for gradients near 1e-8.
        tuned.Zip(initial, (a, b) => Math.Abs(a - b)).Should().OnlyContain(step => step > 0.95f * 5e-3f && step < 5e-3f + 1e-6f);
    }

    [Fact]
    public void Predict_NoSteps_IsZeroShot()
    {
        using var classifier = new TptClassifier(_model, _names, new TptClassifierOptions { Method = new PromptTuningOptions { Steps = 0 } });
        using var tuned = new TptClassifier(_model, _names, new TptClassifierOptions());
        var image = SyntheticImages.Create(2);

        var prediction = classifier.Predict(image);

        prediction.Scores.ToArray().Should().Equal(prediction.ZeroShotScores.ToArray());
        prediction.SelectedViews.Length.Should().Be(0);
        prediction.Scores.ToArray().Zip(tuned.Predict(image).ZeroShotScores.ToArray(), (a, b) => Math.Abs(a - b))
            .Should().OnlyContain(difference => difference < fixture.LogitRounding / 2, "a chunk of one view may round differently from a chunk of eight, and a softmax moves half as far as its logits");
    }

    [Fact]
    public void Predict_LowersTheMarginalEntropy()
    {
        var image = SyntheticImages.Create(3);
        using var one = new TptClassifier(_model, _names, new TptClassifierOptions { Views = { Count = 16 }, Method = new PromptTuningOptions { SelectionFraction = 1, Steps = 1 } });
        using var many = new TptClassifier(_model, _names, new TptClassifierOptions { Views = { Count = 16 }, Method = new PromptTuningOptions { SelectionFraction = 1, Steps = 8 } });

        many.Predict(image).Entropy.Should().BeLessThan(one.Predict(image).Entropy);
    }

    [Fact]
    public void Predict_ConfidentViewAveraging_IsTheMeanOfTheSelectedViews()
    {
        var options = new TptClassifierOptions { Views = { Count = 10 }, Method = new ConfidentViewAveragingOptions { SelectionFraction = 0.3 } };
        using var classifier = new TptClassifier(_model, _names, options);
        using var views = classifier.CreateViews(SyntheticImages.Create(4));

        var prediction = classifier.Predict(views);

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var zeroShot = new TptClassifier(_model, _names, new TptClassifierOptions { Method = new PromptTuningOptions { Steps = 0 } });
        var pixels = views.ToTensor();
        var features = _model.Network.forward(pixels);
        features /= features.norm(-1, true);
        var text = TextFeatures();
        var probabilities = (_model.Network.LogitScale.exp() * features.matmul(text.t())).softmax(1);
        var entropies = -(probabilities * probabilities.log()).sum(1);
        var confident = entropies.argsort(-1, false)[..3];
        var expected = probabilities.index_select(0, confident).mean([0]).data<float>().ToArray();

        prediction.SelectedViews.ToArray().Should().Equal(confident.data<long>().ToArray().Select(i => (int)i));
        prediction.Scores.ToArray().Zip(expected, (a, b) => Math.Abs(a - b)).Should().OnlyContain(d => d < 1e-5f);
    }

    [Fact]
    public void Predict_ManyRows_LeavesNoTensorBehind()
    {
        using var classifier = new TptClassifier(_model, _names, new TptClassifierOptions { Views = { Count = 8 }, Method = new PromptTuningOptions { SelectionFraction = 0.5, Steps = 2 } });
        using var averaging = new TptClassifier(_model, _names, new TptClassifierOptions { Views = { Count = 8 }, Method = new ConfidentViewAveragingOptions { SelectionFraction = 0.5 } });
        var image = SyntheticImages.Create(5);
        classifier.Predict(image);
        averaging.Predict(image);
        var before = LiveTensors.CountAfterFinalizers();

        for (var row = 0; row < 5; row++)
        {
            classifier.Predict(image);
            averaging.Predict(image);
            LiveTensors.Count.Should().Be(before, "every tensor of a row has an owner");
        }
    }

    [Fact]
    public void Dispose_OfTheClassifier_FreesAllThatItMade()
    {
        var before = LiveTensors.CountAfterFinalizers();

        new TptClassifier(_model, _names).Dispose();

        LiveTensors.Count.Should().Be(before);
    }

    [Fact]
    public void Predict_AfterDispose_Throws()
    {
        var classifier = new TptClassifier(_model, _names);
        classifier.Dispose();

        var predict = () => classifier.Predict(SyntheticImages.Create(6));

        predict.Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void Predict_OneClass_IsCertain()
    {
        using var classifier = new TptClassifier(_model, ["dog"], new TptClassifierOptions { Views = { Count = 10 } });

        classifier.Predict(SyntheticImages.Create(7)).Scores.ToArray().Should().Equal(1f);
    }

    [Fact]
    public void Constructor_NoClasses_SaysSo()
        => Construct([]).Should().Throw<ArgumentException>().WithMessage("There are no class names.*");

    [Fact]
    public void Constructor_BlankClassName_NamesItsPlace()
        => Construct(["dog", " "]).Should().Throw<ArgumentException>().WithMessage("Class name 1 is blank.*");

    [Fact]
    public void Constructor_DuplicateClassName_NamesItAndItsPlaces()
        => Construct(["dog", "cat", "dog"]).Should().Throw<ArgumentException>().WithMessage("Class name 'dog' stands at 0 and at 2.*");

    [Fact]
    public void Constructor_TooLongClassName_NamesTheClass()
        => Construct(["dog", string.Concat(Enumerable.Repeat("zq ", 60))]).Should().Throw<ArgumentException>()
            .WithMessage("The prompt of class 'zq zq*' has * tokens with start and end, but the model's text tower reads 32.*");

    private Action Construct(string[] names) => () => new TptClassifier(_model, names).Dispose();

    private Tensor TextFeatures()
    {
        var rows = _names.Select(name =>
        {
            var ids = new List<long> { _model.Tokenizer.StartOfText!.Value };
            ids.AddRange(_model.Tokenizer.Encode($"a picture of a {name}.").Select(id => (long)id));
            ids.Add(_model.Tokenizer.EndOfText);
            var embedded = _model.Network.Text.Embeddings.forward(tensor(ids.ToArray()).unsqueeze(0));
            return _model.Network.ProjectText(_model.Network.Text.forward(embedded, tensor(new[] { ids.Count - 1L })))[0];
        });
        return stack(rows);
    }
}
