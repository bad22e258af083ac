namespace Tpt.Engine.Prompts;

/// <summary>What the context vectors are before an image tunes them.</summary>
/// <example>
/// <code>
/// // As CoOp starts, before an image tunes it: four random vectors.
/// var options = new TptClassifierOptions { Prompt = { ContextInitialization = ContextInitialization.Random, ContextTokens = 4 }, Views = { Seed = 1 } };
/// </code>
/// </example>
public enum ContextInitialization
{
    /// <summary>The token embeddings of the prompt's own words. The published setting.</summary>
    Words,

    /// <summary>Normal numbers of mean 0 and standard deviation 0.02, drawn from the seed, as CoOp starts (Zhou et al. 2022, arXiv 2109.01134).</summary>
    Random,
}
