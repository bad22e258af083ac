using Tpt.Engine.Checkpoints.Storage;

namespace Tpt.Engine.Checkpoints.Layouts;

/// <summary>Tells layouts apart by the names of their tensors.</summary>
internal static class WeightLayouts
{
    public static WeightLayout Of(ITensorSource weights)
    {
        var names = weights.Names;
        if (HasPrefix(names, "text_model.") || HasPrefix(names, "vision_model."))
        {
            return WeightLayout.HuggingFace;
        }
        return HasPrefix(names, "visual.") || HasPrefix(names, "text.") || names.Contains("token_embedding.weight")
            ? WeightLayout.OpenClip
            : WeightLayout.Unknown;
    }

    public static bool HasPrefix(IEnumerable<string> names, string prefix) => names.Any(name => name.StartsWith(prefix, StringComparison.Ordinal));
}
