using FluentAssertions;
using TorchSharp;
using Tpt.Engine.Modules;
using Tpt.Engine.Tokenization;
using Tpt.Pretraining.Training;
using Xunit;
using static TorchSharp.torch;

namespace Tpt.Pretraining.Tests.Training;

[Collection(DefaultGeneratorCollection.Name)]
public class TextBatchTests
{
    [Fact]
    public void PackedTextsHaveTheFeaturesOfTextsEncodedOneByOne()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var network = BuiltInArchitecture.Initialise(TinyTraining.Config, seed: 2);
        var tokenizer = new ClipTokenizer(TinyTraining.Vocabulary);
        string[] texts = ["a picture of a goat.", "cat", "a picture of a bear.", "a big fox", "fox"];

        var packed = new TextBatch(tokenizer).Encode(network, texts);

        for (var i = 0; i < texts.Length; i++)
        {
            long[] ids = [tokenizer.StartOfText, .. tokenizer.Encode(texts[i]).Select(id => (long)id), tokenizer.EndOfText];
            var embedded = network.Text.Embeddings.forward(tensor(ids)).unsqueeze(0);
            var alone = network.ProjectText(network.Text.forward(embedded, tensor(new[] { ids.Length - 1L })));
            (alone.squeeze(0) - packed[i]).abs().max().item<float>().Should().BeLessThan(1e-5f, texts[i]);
        }
    }

    [Fact]
    public void LongTextsAreCutAndKeepTheirEnd()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var network = BuiltInArchitecture.Initialise(TinyTraining.Config, seed: 2);
        var texts = new TextBatch(new ClipTokenizer(TinyTraining.Vocabulary));
        var cut = string.Join(' ', Enumerable.Repeat("cat", TextBatch.LongestText));

        var features = texts.Encode(network, [cut, cut + " and much more"]);

        (features[0] - features[1]).abs().max().item<float>().Should().BeLessThan(1e-5f);
    }
}
