using Tpt.Engine.Checkpoints.Storage;
using Tpt.Engine.Configuration;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Checkpoints.Layouts;

/// <summary>
/// Compares config.json with the header of the weights, key by key, so that an error can say which key is wrong. What no key says is
/// left to <see cref="CheckpointLoader.RequireFit"/>.
/// </summary>
internal sealed class ConfigFit
{
    private readonly string _path;
    private readonly ModelFamily _family;
    private readonly ITensorSource _weights;

    private ConfigFit(string path, ModelFamily family, ITensorSource weights) => (_path, _family, _weights) = (path, family, weights);

    /// <param name="path">The path of config.json.</param>
    /// <param name="config">What it says.</param>
    /// <param name="weights">The weights that it should describe.</param>
    /// <exception cref="InvalidDataException">A key contradicts the weights: the message has key, value and what the weights say.</exception>
    public static void Require(string path, ClipConfig config, ITensorSource weights)
    {
        var fit = new ConfigFit(path, config.Family, weights);
        fit.RequireText(config.Text);
        if (config.Vision is ClipVisionConfig clip)
        {
            fit.RequireSize("vision_config.hidden_size", clip.HiddenSize, "vision_model.embeddings.class_embedding", 0);
        }
        if (config.Vision is VisionTransformerConfig vision)
        {
            fit.RequireVision(vision);
            fit.RequireImageSize(vision, classTokens: vision is ClipVisionConfig ? 1 : 0);
        }
        fit.RequireSize(config.Text.HasHead ? "text_config.projection_size" : "projection_dim", config.ProjectionDim, config.Text.HasHead ? "text_model.head.weight" : "text_projection.weight", 0);
    }

    private void RequireText(ClipTextConfig text)
    {
        RequireLayers("text_config.num_hidden_layers", text.NumHiddenLayers, "text_model.encoder.layers.");
        RequireSize("text_config.hidden_size", text.HiddenSize, "text_model.final_layer_norm.weight", 0);
        RequireSize("text_config.intermediate_size", text.IntermediateSize, "text_model.encoder.layers.0.mlp.fc1.weight", 0);
        RequireSize("text_config.vocab_size", text.VocabSize, "text_model.embeddings.token_embedding.weight", 0);
        RequireSize("text_config.max_position_embeddings", text.MaxPositionEmbeddings, "text_model.embeddings.position_embedding.weight", 0);
    }

    private void RequireVision(VisionTransformerConfig vision)
    {
        RequireLayers("vision_config.num_hidden_layers", vision.NumHiddenLayers, "vision_model.encoder.layers.");
        RequireSize("vision_config.hidden_size", vision.HiddenSize, "vision_model.embeddings.patch_embedding.weight", 0);
        RequireSize("vision_config.intermediate_size", vision.IntermediateSize, "vision_model.encoder.layers.0.mlp.fc1.weight", 0);
        RequireSize("vision_config.patch_size", vision.PatchSize, "vision_model.embeddings.patch_embedding.weight", 3);
    }

    private void RequireSize(string key, int value, string tensor, int dimension)
    {
        if (ShapeOf(tensor) is { } shape && shape.Length > dimension && shape[dimension] != value)
        {
            throw Contradiction(Invariant($"{key} is {value}"), $"{tensor} is {Excerpt.Of(shape)}");
        }
    }

    private void RequireImageSize(VisionTransformerConfig vision, int classTokens)
    {
        const string Positions = "vision_model.embeddings.position_embedding.weight";
        if (ShapeOf(Positions) is [var rows, ..] && rows != vision.PatchCount + classTokens)
        {
            throw Contradiction(Invariant($"vision_config.image_size is {vision.ImageSize} in patches of {vision.PatchSize}, which are {vision.PatchCount} patches{(classTokens > 0 ? " and a class token" : "")}"), Invariant($"{Positions} has {rows} rows"));
        }
    }

    private void RequireLayers(string key, int value, string prefix)
    {
        var layers = TensorNames.CountChildren(_weights.Names, prefix);
        if (layers != value)
        {
            throw Contradiction(Invariant($"{key} is {value}"), Invariant($"the weights have {layers} layers '{prefix}*'"));
        }
    }

    private long[]? ShapeOf(string tensor) => _weights.Names.Contains(tensor) ? _weights.ShapeOf(tensor) : null;

    private InvalidDataException Contradiction(string said, string found)
        => new($"'{_path}': {said}, but in '{_weights.Description}' {found}. One of the two files is of another {_family.Name()} model.");
}
