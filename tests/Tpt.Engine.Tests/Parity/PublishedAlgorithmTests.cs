using Tpt.Benchmarks.Published;
using Tpt.Engine.Modules;
using Tpt.Engine.Prompts;
using Tpt.Parity;
using Tpt.Parity.Cases;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Parity;

/// <summary>The published algorithm as the benchmarks write it out, against what the reference implementation stored.</summary>
public sealed class PublishedAlgorithmTests
{
    private const string ModelName = "vit_mh";

    [Theory]
    [InlineData("base64", PublishedTextSide.BlockSize)]
    [InlineData("base64", 4)]
    [InlineData("class_lengths", PublishedTextSide.BlockSize)]
    public void Run_StoredCase_AgreesWithTheReference(string caseName, int blockSize)
    {
        using var scope = NewDisposeScope();
        using var model = ParityModel.Load(ParityModel.Find(GoldenSubset.Folder, ModelName)[0], new ParityVariant());
        var folder = Path.Combine(GoldenSubset.Folder, "tpt", ModelName);
        var stored = TptCase.Read(Path.Combine(folder, caseName + ".json"));
        using var golden = new GoldenTensors(Path.Combine(folder, caseName + ".safetensors"), CPU);
        using var views = new GoldenTensors(Path.Combine(folder, stored.ViewsFile), CPU);
        var (start, end) = stored.Views[0];
        var pixels = views.Read("views").narrow(0, start, end - start).to(ScalarType.Float32);
        using var published = new PublishedRow(
            new PublishedTowers(model.Network, model.Config), Prompts(golden), stored.Layout.ContextLength, model.Config.Text.MaxPositionEmbeddings, pixels, blockSize) { SelectionFraction = stored.Method.SelectionFraction };
        published.Prepare();

        var result = published.Run();

        var report = new ParityReport(TextWriter.Null);
        void Compare(string quantity, Tensor actual, Tensor expected, double tolerance) => report.Compare(caseName, quantity, actual, expected, tolerance);
        Compare("image_features", result.ImageFeatures, ClipNetwork.Normalize(golden.Read("image_features")), Tolerances.VisionTransformerFeatures);
        Compare("ctx_grads", result.Step.Gradient, golden.Read("ctx_grads")[0], Tolerances.Gradients);
        Compare("ctx_after", result.Step.Context, golden.Read("ctx_after")[0], Tolerances.Context(1));
        Compare("text_features_final", result.Step.Tuned, golden.Read("text_features_final"), Tolerances.TextFeaturesFinal);
        Compare("probs_final", result.Probabilities, golden.Read("probs_final")[0], Tolerances.Probabilities);
        report.Failures.Should().BeEmpty();
    }

    private static PromptTokens[] Prompts(GoldenTensors golden)
    {
        var lengths = golden.Read("name_lens").to(ScalarType.Int32).data<int>().ToArray();
        var ids = golden.Read("token_ids").to(ScalarType.Int32);
        return [.. lengths.Select((length, index) =>
        {
            var row = ids[index].data<int>().ToArray();
            return new PromptTokens(row[..(Array.IndexOf(row, row.Max()) + 1)], length, index);
        })];
    }
}
