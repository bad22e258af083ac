using TorchSharp;
using Tpt.Engine.Modules;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Prompts;

/// <summary>
/// The published layout of the text side, written plainly: every prompt padded to the whole context, all positions
/// computed, the context vectors copied into each prompt, one graph over all classes.
/// </summary>
internal static class PlainPromptEncoder
{
    /// <summary>L2-normalised features <c>[prompts, embedding]</c> with a graph to the context <c>[M, hidden]</c>.</summary>
    public static Tensor Encode(ClipNetwork network, IReadOnlyList<PromptTokens> prompts, PromptLayout layout, Tensor context, int contextLength)
    {
        var embeddings = network.Text.Embeddings;
        var rows = prompts.Select(prompt =>
        {
            var ids = new long[contextLength];
            prompt.Ids.Select(id => (long)id).ToArray().CopyTo(ids, 0);
            var tokens = embeddings.Tokens(tensor(ids, device: context.device));
            var m = layout.ContextLength;
            var start = tokens[..1];
            var rest = tokens[(1 + m)..];
            var (name, tail) = (rest[..prompt.NameLength], rest[prompt.NameLength..]);
            return layout.Position switch
            {
                ClassTokenPosition.End => cat([start, context, rest], 0),
                ClassTokenPosition.Middle => cat([start, context[..layout.SplitIndex], name, context[layout.SplitIndex..], tail], 0),
                _ => cat([start, name, context, tail], 0),
            };
        });
        var embedded = stack(rows) + embeddings.Positions(0, contextLength);
        var endOfText = tensor(prompts.Select(prompt => (long)prompt.Ids.Length - 1).ToArray(), device: context.device);
        return network.ProjectText(network.Text.forward(embedded, endOfText));
    }
}
