using Tpt.Engine.Validation;

namespace Tpt.Engine.Configuration;

/// <summary>Which tokenizer a text tower of OpenCLIP reads with. Without a name it is CLIP's.</summary>
internal static class OpenClipTokenizer
{
    /// <summary>That of MetaCLIP 2.</summary>
    private const string XlmV = "facebook/xlm-v-base";

    /// <summary>What has CLIP in its name and another tokenizer.</summary>
    private static readonly string[] _others = ["siglip", "chinese", "metaclip-2", "metaclip2"];

    /// <exception cref="InvalidDataException">The tokenizer is another, or is told to clean its texts in another way: the message has it.</exception>
    public static ModelFamily FamilyOf(OpenClipSection text)
    {
        var name = text.Text("hf_tokenizer_name");
        RequireUsualCleaning(text, name);
        if (name is null || IsClips(name))
        {
            return ModelFamily.Clip;
        }
        return name == XlmV && text.Text("pool_type") == "eos"
            ? ModelFamily.MetaClip2
            : throw text.Invalid("hf_tokenizer_name", $"only CLIP's tokenizers and MetaCLIP 2's, {XlmV}, are read");
    }

    /// <summary>openai/clip-vit-large-patch14, laion/CLIP-ViT-H-14-..., and the like.</summary>
    private static bool IsClips(string name)
        => name.Contains("clip", StringComparison.OrdinalIgnoreCase)
            && !_others.Any(other => name.Contains(other, StringComparison.OrdinalIgnoreCase));

    /// <summary>CLIP's own cleaning makes small letters of all; Hugging Face's tokenizer of CLIP does so by itself.</summary>
    private static void RequireUsualCleaning(OpenClipSection text, string? tokenizer)
    {
        if (text.Has("tokenizer_mode"))
        {
            throw text.Invalid("tokenizer_mode", "only CLIP's own way to clean a text is known");
        }
        if (text.Section("tokenizer_kwargs") is not { } arguments)
        {
            return;
        }
        arguments.RequireKnown(OpenClipKeys.Tokenizer);
        if (arguments.Text("clean") == "whitespace" && tokenizer is null)
        {
            throw arguments.Invalid("clean", "CLIP's tokenizer cleans with \"lower\"");
        }
    }
}
