using Tpt.Engine.Modules;

namespace Tpt.Engine.Prompts;

/// <summary>How many prompts go through the text tower together. It follows from sizes alone, so that every process rounds alike.</summary>
internal static class ClassChunkSizing
{
    private const double GraphBytes = 256e6;

    /// <summary>What a layer keeps for the gradient of one token, in vectors of the hidden size: two norms, q, k, v, attention, two sums, and the MLP.</summary>
    private const int VectorsPerLayer = 18;

    /// <summary>A suffix is a few tokens, and fewer than so many prompts leave a device idle.</summary>
    private const int Fewest = 16;

    /// <summary>Of whole prompts, which have 64 tokens each.</summary>
    private const int FewestPadded = 4;

    public static int Automatic(ClipTextTransformer text, IReadOnlyList<PromptTokens> prompts, PromptLayout layout)
    {
        var tokensPerPrompt = prompts.Average(prompt => (double)layout.Suffix(prompt).Length);
        var bytesPerPrompt = tokensPerPrompt * text.LayerCount * VectorsPerLayer * text.HiddenSize * sizeof(float);
        return (int)Math.Clamp(GraphBytes / bytesPerPrompt, layout.IsPadded ? FewestPadded : Fewest, 4096);
    }
}
