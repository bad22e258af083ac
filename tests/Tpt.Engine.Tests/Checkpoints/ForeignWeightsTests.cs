using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints;

/// <summary>Files that hold something else than a CLIP model, told apart by the names of their tensors.</summary>
public sealed class ForeignWeightsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("cls_token pos_embed blocks.0.attn.qkv.weight norm.weight", "*an image tower alone (blocks.0.attn.qkv.weight, ...), as timm and others save it; there is no text tower*")]
    [InlineData("visual.trunk.cls_token visual.head.proj.weight text.token_embedding.weight", "*timm image tower (visual.trunk.[*]), which is not computed here*open_clip_config.json*ModelOptions.ImageTowerPath*")]
    [InlineData("visual.conv1.weight visual.proj", "*an image tower alone*there is no text tower*")]
    [InlineData("vision_model.embeddings.class_embedding", "*an image tower alone*there is no text tower*")]
    [InlineData("visual.conv1.weight text.transformer.embeddings.word_embeddings.weight", "*text tower is one of Hugging Face's, which is not supported (text.transformer.embeddings.word_embeddings.weight)*")]
    [InlineData("vision_model.embeddings.class_embedding text_model.embeddings.word_embeddings.weight", "*a model whose text tower is BERT*")]
    [InlineData("base_model.model.text_model.encoder.layers.0.self_attn.q_proj.lora_A.weight", "*an adapter (LoRA)*merge_and_unload*")]
    [InlineData("text_model.encoder.layers.0.mlp.fc1.weight text_model.encoder.layers.0.mlp.fc1.SCB", "*quantised by bitsandbytes*")]
    [InlineData("text_model.encoder.layers.0.mlp.fc1.weight.quant_state.bitsandbytes__nf4", "*quantised by bitsandbytes*")]
    [InlineData("prompt_learner.ctx prompt_learner.token_prefix", "*a learned prompt, not a model*")]
    [InlineData("ctx meta_net.linear1.weight", "*the prompt learner of CoCoOp, not a model*")]
    [InlineData("_image_encoder.module.visual.conv1.weight _logit_scale", "*a training checkpoint of TinyCLIP*")]
    [InlineData("visual.conv1.weight text.token_embedding.weight text_decoder.ln_final.weight", "*a CoCa model*")]
    [InlineData("layers.0.q.weight encoder.b encoder.c encoder.d encoder.e encoder.f", "*holds no CLIP model that is known here*Its tensors are encoder.b, *and 1 more.")]
    public void Load_WeightsOfSomethingElse_SaysWhatTheyAre(string names, string message)
    {
        SafetensorsWriter.Write(_folder.File("weights.safetensors"), names.Split(' ').ToDictionary(name => name, _ => zeros(2, 2), StringComparer.Ordinal));

        FluentActions.Invoking(() => ClipModel.Load(TinyModel.WithoutTokenizer with { Path = _folder.File("weights.safetensors"), QuickGelu = false }))
            .Should().Throw<InvalidDataException>().WithMessage(message.Replace("[*]", "*", StringComparison.Ordinal)).Which.Message.Length.Should().BeLessThan(800);
    }
}
