using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Methods.ZeroShot;
using Tpt.Engine.Prompts;

namespace Tpt.Engine.Tests.Prompts;

/// <summary>What the options on prompts do to a classifier's predictions.</summary>
[Collection(BuiltInModelCollection.Name)]
public sealed class PromptOptionsTests(BuiltInModelFixture fixture)
{
    private static readonly string[] _names = ["dog", "red apple", "hot dog", "sun behind small cloud"];
    private readonly ClipModel _model = fixture.Model;

    [Fact]
    public void Random_SameSeed_GivesTheSameContext()
    {
        var first = Context(new() { Prompt = { ContextInitialization = ContextInitialization.Random, ContextTokens = 6 }, Method = new ZeroShotOptions() });
        var again = Context(new() { Prompt = { ContextInitialization = ContextInitialization.Random, ContextTokens = 6 }, Views = { Seed = 0 }, Method = new ZeroShotOptions() });
        var other = Context(new() { Prompt = { ContextInitialization = ContextInitialization.Random, ContextTokens = 6 }, Views = { Seed = 1 }, Method = new ZeroShotOptions() });

        first.Should().HaveCount(6 * _model.Config.Text.HiddenSize);
        again.Should().Equal(first);
        other.Should().NotEqual(first);
        Math.Sqrt(first.Average(value => value * value)).Should().BeApproximately(0.02, 0.002);
    }

    [Fact]
    public void Words_FewerTokensThanWords_TunesTheFirst()
    {
        var all = Context(new() { Prompt = { Template = "a picture of a {0}." }, Method = new ZeroShotOptions() });

        var first = Context(new() { Prompt = { Template = "a picture of a {0}.", ContextTokens = 2 }, Method = new ZeroShotOptions() });

        first.Should().Equal(all.Take(2 * _model.Config.Text.HiddenSize));
    }

    [Theory]
    [InlineData(ClassTokenPosition.Middle, "a {0} picture.")]
    [InlineData(ClassTokenPosition.Front, "a picture of a {0}.")]
    public void Position_NotAtTheEnd_MovesEveryContextVector(ClassTokenPosition position, string template)
    {
        var options = new TptClassifierOptions { Prompt = { Template = template, ClassTokenPosition = position }, Views = { Count = 8 }, Method = new PromptTuningOptions { SelectionFraction = 0.5, WeightDecay = 0 } };
        using var classifier = new TptClassifier(_model, _names, options);
        options.Method = new ZeroShotOptions();

        var tuned = classifier.Predict(SyntheticImages.Create(1)).Context.ToArray();

        // One step of Adam moves a component by the learning rate, whatever its gradient.
        tuned.Zip(Context(options), (a, b) => Math.Abs(a - b)).Should().OnlyContain(step => step > 0.9f * 5e-3f && step < 5e-3f + 1e-6f);
    }

    [Fact]
    public void SoftPrompt_OfTheWordsThemselves_GivesThePromptsOwnScores()
    {
        var words = new TptClassifierOptions { Prompt = { Template = "a picture of a {0}." }, Method = new ZeroShotOptions() };
        var path = WriteSoftPrompt(Context(words), 4);

        using var fromWords = new TptClassifier(_model, _names, words);
        using var fromFile = new TptClassifier(_model, _names, new() { Prompt = { Template = "{0}.", SoftPromptPath = path }, Method = new ZeroShotOptions() });
        var image = SyntheticImages.Create(2);

        fromFile.ContextTokenCount.Should().Be(4);
        fromFile.Predict(image).Scores.ToArray().Should().Equal(fromWords.Predict(image).Scores.ToArray());
        File.Delete(path);
    }

    [Fact]
    public void SoftPrompt_OfAnotherWidth_SaysSo()
    {
        var path = WriteSoftPrompt(new float[12], 4);

        Construct(new() { Prompt = { SoftPromptPath = path } }).Should().Throw<ArgumentException>().WithMessage("*has vectors of width 3*made for another model*");
        File.Delete(path);
    }

    [Fact]
    public void ZeroShotTemplates_Two_AreTheNormalisedMeanAndLeaveTuningAlone()
    {
        string[] templates = ["a {0}.", "a small {0}."];
        var image = SyntheticImages.Create(3);
        using var ensemble = new TptClassifier(_model, _names, new() { Prompt = { ZeroShotTemplates = templates }, Views = { Count = 8 }, Method = new PromptTuningOptions { SelectionFraction = 0.5 } });
        using var single = new TptClassifier(_model, _names, new() { Views = { Count = 8 }, Method = new PromptTuningOptions { SelectionFraction = 0.5 } });
        using var one = new TptClassifier(_model, _names, new() { Prompt = { Template = templates[0] }, Method = new ZeroShotOptions() });
        using var oneOfOne = new TptClassifier(_model, _names, new() { Prompt = { ZeroShotTemplates = templates[..1] }, Method = new ZeroShotOptions() });

        var prediction = ensemble.Predict(image);

        prediction.Scores.ToArray().Should().Equal(single.Predict(image).Scores.ToArray());
        prediction.ZeroShotScores.ToArray().Should().NotEqual(single.Predict(image).ZeroShotScores.ToArray());
        Difference(oneOfOne.Predict(image).ZeroShotScores, one.Predict(image).ZeroShotScores).Should().BeLessThan(1e-5f);
        using var scope = TorchSharp.torch.NewDisposeScope();
        var classes = _names.Select(name => new ClassPromptSet(name)).ToArray();
        var features = templates.Select(template => PromptPreparation.EncodeEnsemble(_model.Text, classes, [template])).ToArray();
        var mean = (features[0] + features[1]) / 2;
        (PromptPreparation.EncodeEnsemble(_model.Text, classes, templates) - (mean / mean.norm(-1, true))).abs().max().item<float>().Should().BeLessThan(1e-6f);
    }

    [Fact]
    public void Validate_ContextWithoutWords_SaysWhatToDo()
        => Construct(new() { Prompt = { Template = "{0}." } }).Should().Throw<ArgumentException>().WithMessage("Prompt.Template *has no word to tune*");

    [Fact]
    public void Validate_MoreTokensThanWords_NamesTheNumber()
        => Construct(new() { Prompt = { Template = "a picture of a {0}.", ContextTokens = 5 } }).Should().Throw<ArgumentException>().WithMessage("Prompt.ContextTokens is 5; it must be at most 4*");

    [Fact]
    public void Constructor_MoreContextVectorsThanTheTextTowerReads_SaysHowManyItTakes()
    {
        Construct(new() { Prompt = { ContextInitialization = ContextInitialization.Random, ContextTokens = 1000 } })
            .Should().Throw<ArgumentException>().WithMessage("Prompt.ContextTokens asks for 1000 context vectors, but the model's text tower reads 32 tokens, so it takes at most 29 *");
        Construct(new() { Prompt = { Template = string.Concat(Enumerable.Repeat("a ", 400)) + "{0}" } })
            .Should().Throw<ArgumentException>().WithMessage("Prompt.Template asks for 400 context vectors*");
        var path = WriteSoftPrompt(new float[40 * _model.Config.Text.HiddenSize], 40);
        Construct(new() { Prompt = { SoftPromptPath = path } }).Should().Throw<ArgumentException>().WithMessage("Prompt.SoftPromptPath asks for 40 context vectors*");
        File.Delete(path);
    }

    [Theory]
    [InlineData("\u0001 \u0001 \u0001 \u0001 \u0001 \u0001 {0}")]
    [InlineData("a <|endoftext|> of a {0}.")]
    public void Constructor_TemplateWhoseWordsHaveNoTokens_SaysSo(string template)
        => Construct(new() { Prompt = { Template = template } }).Should().Throw<ArgumentException>().WithMessage("The prompt of class 'dog' has * tokens in front of its end, but * context vectors.*");

    [Fact]
    public void Validate_NullOrTooManyTemplatesOfAnEnsemble_AreNamed()
    {
        Construct(new() { Prompt = { ZeroShotTemplates = ["a {0}.", null!] } }).Should().Throw<ArgumentException>().WithMessage("Prompt.ZeroShotTemplates[1] is 'null'*");
        Construct(new() { Prompt = { ZeroShotTemplates = [.. Enumerable.Repeat("a {0}.", 1001)] } }).Should().Throw<ArgumentException>().WithMessage("Prompt.ZeroShotTemplates is a list of 1001; it must be *");
    }

    [Theory]
    [InlineData(30, 0.03, "Method.SelectionFraction *Use a fraction of at least 0.0334, or at least 34 views.*")]
    [InlineData(4096, 1e-9, "Method.SelectionFraction *Use a fraction of at least 0.0003.*")]
    [InlineData(64, double.Epsilon, "Method.SelectionFraction *Use a fraction of at least 0.0157.*")]
    public void Validate_FractionThatSelectsNoView_SaysWhatSelectsOne(int views, double fraction, string message)
    {
        Construct(new() { Views = { Count = views }, Method = new PromptTuningOptions { SelectionFraction = fraction } }).Should().Throw<ArgumentException>().WithMessage(message);
    }

    [Fact]
    public void Constructor_DerivativeOfMoreMemoryThanThereIs_SaysWhatToDo()
    {
        var check = () => PromptLimits.CheckDerivative(new() { FirstOrderTolerance = 0.1, FirstOrderRank = 1024 }, 100_000_000, _model.EmbeddingDimension, 4 * _model.Config.Text.HiddenSize);

        check.Should().Throw<ArgumentException>().WithMessage("Approximations.FirstOrderRank is 1024: with 100000000 prompts its derivative takes *GB*Use a smaller rank*");
    }

    [Fact]
    public void Validate_RandomAndSoftPrompt_ExcludeEachOther()
        => Construct(new() { Prompt = { SoftPromptPath = "ctx.safetensors", ContextInitialization = ContextInitialization.Random } }).Should().Throw<ArgumentException>().WithMessage("Prompt.ContextInitialization is Random*");

    [Fact]
    public void Validate_TemplateOfAnEnsembleWithoutAPlace_NamesItsIndex()
        => Construct(new() { Prompt = { ZeroShotTemplates = ["a {0}.", "a"] } }).Should().Throw<ArgumentException>().WithMessage("Prompt.ZeroShotTemplates[1] is 'a'*");

    [Fact]
    public void Constructor_NameOfUnderscoresAlone_IsBlank()
    {
        var construct = () => new TptClassifier(_model, ["dog", "__"]).Dispose();

        construct.Should().Throw<ArgumentException>().WithMessage("Class name 1 is blank.*");
    }

    private Action Construct(TptClassifierOptions options) => () => new TptClassifier(_model, _names, options).Dispose();

    private float[] Context(TptClassifierOptions options)
    {
        using var classifier = new TptClassifier(_model, _names, options);
        return classifier.Predict(SyntheticImages.Create(0)).Context.ToArray();
    }

    private static float Difference(ReadOnlyMemory<float> actual, ReadOnlyMemory<float> expected)
        => actual.ToArray().Zip(expected.ToArray(), (a, b) => Math.Abs(a - b)).Max();

    /// <summary>A safetensors file with <c>ctx</c> alone.</summary>
    private static string WriteSoftPrompt(float[] context, int count)
    {
        var path = Path.ChangeExtension(Path.GetTempFileName(), ".safetensors");
        var header = Encoding.UTF8.GetBytes($$$"""{"ctx":{"dtype":"F32","shape":[{{{count}}},{{{context.Length / count}}}],"data_offsets":[0,{{{context.Length * sizeof(float)}}}]}}""");
        var length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        File.WriteAllBytes(path, [.. length, .. header, .. MemoryMarshal.AsBytes<float>(context)]);
        return path;
    }
}
