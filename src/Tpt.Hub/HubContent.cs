namespace Tpt.Hub;

/// <summary>What of a model is brought.</summary>
public enum HubContent
{
    /// <summary>All that the loader reads: one set of weights, the configuration, the preprocessing and the tokenizer.</summary>
    Model,

    /// <summary>The tokenizer's files only.</summary>
    Tokenizer,
}
