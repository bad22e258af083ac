using TorchSharp;
using Tpt.Engine.Prompts;
using Tpt.Engine.Tests.Checkpoints;
using Tpt.Engine.Tests.Siglip;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Prompts;

/// <summary>A causal text tower behind a tokenizer with other marks than CLIP's: MetaCLIP 2 has 0 in front of a text and 2 behind it.</summary>
public sealed class OtherMarksTests
{
    private static readonly ClassPromptSet[] _classes = [new("ant"), new("red apple"), new("hippopotamus")];

    [Theory]
    [InlineData(ClassTokenPosition.End)]
    [InlineData(ClassTokenPosition.Middle)]
    [InlineData(ClassTokenPosition.Front)]
    public void Prepare_AnotherStartAndEnd_EqualsThePlainComputation(ClassTokenPosition position)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var config = TinyModel.VisionTransformer;
        using var network = TinyModel.Network(config, TinyModel.Weights(config));
        var tokenizer = new WordTokenizer(config.Text.VocabSize) { StartOfText = 0 };
        var text = new TextSide(network, tokenizer, config.Text.MaxPositionEmbeddings, config.Text.HiddenSize, ChunkSize: 2);
        var options = new PromptOptions { Template = "a photo of a {0}.", ClassTokenPosition = position };

        using var classes = PromptPreparation.Prepare(text, _classes, options, seed: 0);

        var prompt = new PromptTemplate(options.Template, "template").WithContextOfWords(position);
        var prompts = PromptTokenizer.Tokenize(tokenizer, prompt, _classes, text.ContextLength);
        var plain = PlainPromptEncoder.Encode(network, prompts, prompt.Layout, classes.InitialContext, text.ContextLength);
        (classes.InitialFeatures - plain).abs().max().item<float>().Should().BeLessThan(1e-5f, "only the order of sums differs");
        prompts.Select(p => (p.Ids.First(), p.Ids.Last())).Should().OnlyContain(marks => marks.Item1 == 0 && marks.Item2 == tokenizer.EndOfText);
    }

    [Theory]
    [InlineData(ClassTokenPosition.End)]
    [InlineData(ClassTokenPosition.Front)]
    public void Prepare_CausalWithoutAStart_EqualsTheWholeSequence(ClassTokenPosition position)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var config = TinyModel.VisionTransformer;
        using var network = TinyModel.Network(config, TinyModel.Weights(config));
        var tokenizer = new WordTokenizer(config.Text.VocabSize);
        var text = new TextSide(network, tokenizer, config.Text.MaxPositionEmbeddings, config.Text.HiddenSize, ChunkSize: 2);

        using var classes = PromptPreparation.Prepare(text, _classes, new PromptOptions { Template = "a photo of a {0}.", ClassTokenPosition = position }, seed: 0);

        foreach (var (set, index) in _classes.Select((set, index) => (set, index)))
        {
            var name = tokenizer.Encode(set.ClassName);
            int[] context = tokenizer.Encode("a photo of a"), tail = [.. tokenizer.Encode("."), tokenizer.EndOfText];
            int[] ids = position == ClassTokenPosition.End ? [.. context, .. name, .. tail] : [.. name, .. context, .. tail];
            var embedded = network.Text.Embeddings.forward(tensor(Array.ConvertAll(ids, id => (long)id)).unsqueeze(0));
            var plain = network.ProjectText(network.Text.forward(embedded, tensor(new[] { ids.Length - 1L })))[0];
            (classes.InitialFeatures[index] - plain).abs().max().item<float>().Should().BeLessThan(1e-5f, "only the order of sums differs");
        }
    }
}
