using Tpt.Engine.Checkpoints.Storage;
using Tpt.Engine.Configuration;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Checkpoints.Layouts;

/// <summary>Says in words what a file holds in place of a CLIP model, as far as the names of its tensors show it.</summary>
internal static class ForeignWeights
{
    /// <summary>What a name has in it, and what such a file is. The first that fits is said.</summary>
    private static readonly (string Part, string What)[] _marks =
    [
        ("lora_", "an adapter (LoRA), or a model with one inside. Merge it into its base model (merge_and_unload in the PEFT library) and save that whole"),
        (".quant_state", "a model quantised by bitsandbytes. Save it in 32-bit or 16-bit floats"),
        (".SCB", "a model quantised by bitsandbytes. Save it in 32-bit or 16-bit floats"),
        (".qweight", "a quantised model. Save it in 32-bit or 16-bit floats"),
        ("meta_net.", "the prompt learner of CoCoOp, not a model"),
        ("prompt_learner.", "a learned prompt, not a model: give it as a soft prompt, beside the CLIP model that it was learned with"),
        ("_image_encoder.", "a training checkpoint of TinyCLIP. Take the same model in Hugging Face's layout, such as wkcn/TinyCLIP-ViT-8M-16-Text-3M-YFCC15M"),
        ("text_decoder.", "a CoCa model, which is not supported"),
        ("text.transformer.embeddings.", "an OpenCLIP model whose text tower is one of Hugging Face's, which is not supported"),
        ("text.transformer.encoder.", "an OpenCLIP model whose text tower is one of Hugging Face's, which is not supported"),
        ("text.transformer.block.", "an OpenCLIP model whose text tower is one of Hugging Face's, which is not supported"),
        ("text_model.embeddings.word_embeddings.", "a model whose text tower is BERT, which is not supported"),
    ];

    /// <param name="weights">The weights.</param>
    /// <param name="ignoresImageTower">Whether another image tower is run in place of the stored one.</param>
    /// <exception cref="InvalidDataException">The names show that this is something else: the message says what.</exception>
    public static void Refuse(ITensorSource weights, bool ignoresImageTower)
    {
        if (Explain(weights.Names, ignoresImageTower) is { } what)
        {
            throw new InvalidDataException($"'{weights.Description}' holds {what}.");
        }
    }

    /// <summary>The error of weights that have nobody's names.</summary>
    public static InvalidDataException Unknown(ITensorSource weights)
        => new($"'{weights.Description}' holds no CLIP model that is known here: it has neither Hugging Face's names (text_model.*, vision_model.*) nor OpenAI's and OpenCLIP's "
            + $"(visual.*, transformer.*). Its tensors are {Excerpt.Of([.. weights.Names.Order(StringComparer.Ordinal)])}.");

    private static string? Explain(IReadOnlyCollection<string> names, bool ignoresImageTower)
    {
        foreach (var (part, what) in _marks)
        {
            if (names.FirstOrDefault(name => name.Contains(part, StringComparison.Ordinal)) is { } mark)
            {
                return $"{what} ({Excerpt.Of(mark)})";
            }
        }
        if (!ignoresImageTower && WeightLayouts.HasPrefix(names, "visual.trunk."))
        {
            return "an OpenCLIP model with a timm image tower (visual.trunk.*), which is not computed here. Put its open_clip_config.json beside it, export the image tower as a TorchScript file, and set ModelOptions.ImageTowerPath to that";
        }
        var hasText = names.Any(name => name.StartsWith("text", StringComparison.Ordinal) || name.StartsWith("token_embedding.", StringComparison.Ordinal));
        var isTower = names.Contains("cls_token") || names.Contains("pos_embed") || WeightLayouts.HasPrefix(names, "blocks.") || WeightLayouts.HasPrefix(names, "visual.") || WeightLayouts.HasPrefix(names, "vision_model.");
        return isTower && !hasText ? $"an image tower alone ({Excerpt.Of(names.Order(StringComparer.Ordinal).First())}, ...), as timm and others save it; there is no text tower" : null;
    }
}
