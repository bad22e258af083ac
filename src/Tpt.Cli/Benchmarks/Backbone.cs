namespace Tpt.Cli.Benchmarks;

/// <summary>The two backbones of the paper, as its tables call them.</summary>
internal static class Backbone
{
    public const string VitB16 = "ViT-B/16";

    public const string Rn50 = "RN50";

    // OpenAI's weights only: figures of another training of the same architecture are others.
    private static readonly Dictionary<string, string> _models = new(StringComparer.Ordinal)
    {
        [NameSpelling.Of("ViT-B/16")] = VitB16,
        [NameSpelling.Of("openai/clip-vit-base-patch16")] = VitB16,
        [NameSpelling.Of("timm/vit_base_patch16_clip_224.openai")] = VitB16,
        [NameSpelling.Of("RN50")] = Rn50,
        [NameSpelling.Of("timm/resnet50_clip.openai")] = Rn50,
    };

    /// <summary>The backbone of a model by its name on the hub, with or without <c>@revision</c>; null where the paper has no figures of it.</summary>
    public static string? OfModel(string name) => _models.GetValueOrDefault(NameSpelling.Of(name.Split('@')[0]));
}
