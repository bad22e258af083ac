using Tpt.Engine.Configuration;
using static System.FormattableString;

namespace Tpt.Engine.Checkpoints.Layouts;

/// <summary>
/// The tensors that a configuration asks for, by name, as <see cref="Modules.ClipNetwork"/> has them, but without making one: a
/// configuration of a kilobyte can ask for terabytes.
/// </summary>
internal sealed class ClipShapes
{
    /// <summary>The output's channels over the inner ones.</summary>
    private const int Expansion = Modules.Bottleneck.Expansion;

    private readonly Dictionary<string, long[]> _shapes = new(StringComparer.Ordinal);

    private ClipShapes()
    {
    }

    public static IReadOnlyDictionary<string, long[]> Of(ClipConfig config)
    {
        var shapes = new ClipShapes();
        shapes.Add("logit_scale");
        shapes.AddText(config.Text, config.ProjectionDim);
        switch (config.Vision)
        {
            case ClipVisionConfig transformer:
                shapes.AddVisionTransformer(transformer, config.ProjectionDim);
                break;
            case SiglipVisionConfig transformer:
                shapes.AddSiglip(transformer);
                break;
            case ModifiedResNetConfig resNet:
                shapes.AddResNet(resNet, config.ProjectionDim);
                break;
            default:
                // A TorchScript program has its weights in a file of its own.
                break;
        }
        return shapes._shapes;
    }

    private void AddText(ClipTextConfig text, int projection)
    {
        Add("text_model.embeddings.token_embedding.weight", text.VocabSize, text.HiddenSize);
        Add("text_model.embeddings.position_embedding.weight", text.MaxPositionEmbeddings, text.HiddenSize);
        AddEncoder("text_model.encoder.layers.", text.NumHiddenLayers, text.HiddenSize, text.IntermediateSize);
        AddNorm("text_model.final_layer_norm", text.HiddenSize);
        if (text.HasHead)
        {
            AddLinear("text_model.head", projection, text.HiddenSize);
        }
        else
        {
            Add("text_projection.weight", projection, text.HiddenSize);
        }
    }

    private void AddVisionTransformer(ClipVisionConfig vision, int projection)
    {
        Add("vision_model.embeddings.class_embedding", vision.HiddenSize);
        Add("vision_model.embeddings.patch_embedding.weight", vision.HiddenSize, 3, vision.PatchSize, vision.PatchSize);
        Add("vision_model.embeddings.position_embedding.weight", vision.PatchCount + 1, vision.HiddenSize);
        AddNorm("vision_model.pre_layrnorm", vision.HiddenSize);
        AddEncoder("vision_model.encoder.layers.", vision.NumHiddenLayers, vision.HiddenSize, vision.IntermediateSize);
        AddNorm("vision_model.post_layernorm", vision.HiddenSize);
        Add("visual_projection.weight", projection, vision.HiddenSize);
    }

    private void AddSiglip(SiglipVisionConfig vision)
    {
        var hidden = vision.HiddenSize;
        Add("vision_model.embeddings.patch_embedding.weight", hidden, 3, vision.PatchSize, vision.PatchSize);
        Add("vision_model.embeddings.patch_embedding.bias", hidden);
        Add("vision_model.embeddings.position_embedding.weight", vision.PatchCount, hidden);
        AddEncoder("vision_model.encoder.layers.", vision.NumHiddenLayers, hidden, vision.IntermediateSize);
        AddNorm("vision_model.post_layernorm", hidden);
        Add("vision_model.head.probe", 1, 1, hidden);
        Add("vision_model.head.attention.in_proj_weight", 3L * hidden, hidden);
        Add("vision_model.head.attention.in_proj_bias", 3L * hidden);
        AddLinear("vision_model.head.attention.out_proj", hidden, hidden);
        AddNorm("vision_model.head.layernorm", hidden);
        AddMlp("vision_model.head", hidden, vision.IntermediateSize);
    }

    private void AddEncoder(string prefix, int layers, int hidden, int intermediate)
    {
        for (var i = 0; i < layers; i++)
        {
            foreach (var projection in new[] { "q_proj", "k_proj", "v_proj", "out_proj" })
            {
                AddLinear(Invariant($"{prefix}{i}.self_attn.{projection}"), hidden, hidden);
            }
            AddNorm(Invariant($"{prefix}{i}.layer_norm1"), hidden);
            AddMlp(Invariant($"{prefix}{i}"), hidden, intermediate);
            AddNorm(Invariant($"{prefix}{i}.layer_norm2"), hidden);
        }
    }

    private void AddResNet(ModifiedResNetConfig resNet, int projection)
    {
        var (width, stem, features) = (resNet.Width, resNet.Width / 2, resNet.FeatureSize);
        AddConvolution("visual.conv1", "visual.bn1", stem, 3, kernel: 3);
        AddConvolution("visual.conv2", "visual.bn2", stem, stem, kernel: 3);
        AddConvolution("visual.conv3", "visual.bn3", width, stem, kernel: 3);
        var input = width;
        for (var layer = 0; layer < resNet.Layers.Count; layer++)
        {
            for (var block = 0; block < resNet.Layers[layer]; block++)
            {
                AddBottleneck(Invariant($"visual.layer{layer + 1}.{block}"), input, width << layer, hasShortcut: block == 0);
                input = (width << layer) * Expansion;
            }
        }
        Add("visual.attnpool.positional_embedding", resNet.PlaceCount + 1, features);
        AddLinear("visual.attnpool.q_proj", features, features);
        AddLinear("visual.attnpool.k_proj", features, features);
        AddLinear("visual.attnpool.v_proj", features, features);
        AddLinear("visual.attnpool.c_proj", projection, features);
    }

    private void AddBottleneck(string prefix, int input, int channels, bool hasShortcut)
    {
        AddConvolution($"{prefix}.conv1", $"{prefix}.bn1", channels, input, kernel: 1);
        AddConvolution($"{prefix}.conv2", $"{prefix}.bn2", channels, channels, kernel: 3);
        AddConvolution($"{prefix}.conv3", $"{prefix}.bn3", channels * Expansion, channels, kernel: 1);
        if (hasShortcut)
        {
            AddConvolution($"{prefix}.downsample.0", $"{prefix}.downsample.1", channels * Expansion, input, kernel: 1);
        }
    }

    private void AddConvolution(string name, string norm, int output, int input, int kernel)
    {
        Add($"{name}.weight", output, input, kernel, kernel);
        AddNorm(norm, output);
        Add($"{norm}.running_mean", output);
        Add($"{norm}.running_var", output);
    }

    private void AddMlp(string name, int hidden, int intermediate)
    {
        AddLinear($"{name}.mlp.fc1", intermediate, hidden);
        AddLinear($"{name}.mlp.fc2", hidden, intermediate);
    }

    private void AddLinear(string name, int output, int input)
    {
        Add($"{name}.weight", output, input);
        Add($"{name}.bias", output);
    }

    private void AddNorm(string name, int size)
    {
        Add($"{name}.weight", size);
        Add($"{name}.bias", size);
    }

    private void Add(string name, params long[] shape) => _shapes.Add(name, shape);
}
