using TorchSharp;

namespace Tpt.Engine.Prompts;

/// <summary>How suffixes of different lengths go through the text tower together.</summary>
internal enum SuffixPacking
{
    /// <summary>Those of one length side by side: no token is computed that is not needed, and attention is computed length by length.</summary>
    ByLength,

    /// <summary>All padded to the longest: more tokens, and as many launches as for one length.</summary>
    Padded,
}

/// <summary>Which of them is for which device.</summary>
internal static class SuffixPackings
{
    /// <summary>
    /// A CPU takes time for tokens; a GPU takes time for launches, 4 to 8 lengths x 12 layers x forward and backward of them.
    /// </summary>
    public static SuffixPacking For(DeviceType device) => device == DeviceType.CPU ? SuffixPacking.ByLength : SuffixPacking.Padded;
}
