using Tpt.Engine.Checkpoints;
using Tpt.Engine.Checkpoints.Pickles;
using Tpt.Parity.Fixtures;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints.Layouts;

/// <summary>
/// Methods that save a <c>ctx</c> as CoOp does, in files of the same name, and more beside it: the context alone is another prompt than theirs.
/// </summary>
public sealed class PromptLearnerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("CoCoOp, meta_net", "ctx, token_prefix, token_suffix, meta_net.linear1.weight, meta_net.linear1.bias, meta_net.linear2.weight, meta_net.linear2.bias")]
    [InlineData("MaPLe, compound_prompts", "prompt_learner.ctx, prompt_learner.token_prefix, prompt_learner.token_suffix, prompt_learner.proj.weight, prompt_learner.proj.bias, prompt_learner.compound_prompts_text.0, image_encoder.proj")]
    [InlineData("PromptSRC, IVLP, VPT", "prompt_learner.ctx, prompt_learner.token_prefix, prompt_learner.token_suffix, prompt_learner.ZS_image_encoder.proj, image_encoder.VPT, image_encoder.transformer.resblocks.1.VPT_shallow")]
    [InlineData("PromptSRC, IVLP, VPT", "prompt_learner.ctx, text_encoder.transformer.resblocks.1.VPT_shallow, text_encoder.ln_final.weight")]
    public void Load_ContextOfAnotherMethod_IsRefusedByName(string words, string names)
    {
        foreach (var path in Write(names.Split(", ")))
        {
            var refusal = path.Invoking(p => SoftPromptFile.Load(p).Dispose()).Should().Throw<InvalidDataException>().Which;

            RefusalRules.FaultsOf(refusal, new FixtureRefusal { MessageAnyOf = words.Split(", ") }, [path]).Should().BeEmpty("{0}", refusal.Message);
        }
    }

    [Theory]
    [InlineData("ctx, token_prefix, token_suffix")]
    [InlineData("prompt_learner.ctx, prompt_learner.token_prefix, prompt_learner.token_suffix")]
    [InlineData("ctx")]
    public void Load_ContextOfCoOp_IsRead(string names)
    {
        foreach (var path in Write(names.Split(", ")))
        {
            using var context = SoftPromptFile.Load(path);

            context.data<float>().ToArray().Should().Equal(Numbers().data<float>().ToArray(), path);
        }
    }

    /// <summary>The names in each format that a soft prompt is read from.</summary>
    private string[] Write(string[] names)
    {
        var tensors = names.ToDictionary(name => name, _ => Numbers());
        string[] paths = [_folder.File("prompt.safetensors"), _folder.File("model.pth.tar-50"), _folder.File("state.pth")];
        SafetensorsWriter.Write(paths[0], tensors);
        using (var writer = new TorchArchiveWriter(paths[1]))
        {
            var state = writer.State(tensors);
            writer.Finish(new PickleBuilder().Dict(("state_dict", state), ("epoch", pickle => pickle.Int(50))));
        }
        TorchArchiveWriter.WriteState(paths[2], tensors);
        return paths;
    }

    private static Tensor Numbers() => arange(12, dtype: ScalarType.Float32).view(3, 4);
}
