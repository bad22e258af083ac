using Tpt.Engine.Modules;
using Tpt.Engine.Prompts;

namespace Tpt.Benchmarks.Synthetic;

/// <summary>Prompts "[start] ctx ctx ctx ctx name . [end]" with names of 1 to 4 tokens, as in the class lists of the paper's sets.</summary>
internal static class SyntheticPrompts
{
    public const int ContextLength = 4;
    private const int StartOfText = 49406;
    private const int EndOfText = 49407;
    private const int FullStop = 269;
    private static readonly int[] _context = [320, 1125, 539, 320];

    public static PromptTokens[] Create(int classes, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, classes).Select(index =>
        {
            int[] name = [.. Enumerable.Range(0, 1 + random.Next(4)).Select(_ => random.Next(1000, 40000))];
            return new PromptTokens([StartOfText, .. _context, .. name, FullStop, EndOfText], name.Length, index);
        })];
    }

    /// <summary>Such prompts in front of the engine's text tower. They are tuned in their four context tokens.</summary>
    public static ClassPrompts Prepare(ClipNetwork network, IReadOnlyList<PromptTokens> prompts)
        => new(network, prompts, new PromptLayout(ContextLength, ClassTokenPosition.End, 0), initialContext: null, chunkSize: null);
}
