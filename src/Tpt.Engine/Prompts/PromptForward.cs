using TorchSharp;
using Tpt.Engine.Modules;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Prompts;

/// <summary>
/// Context vectors to the features of prompts. What all prompts begin with runs once, what is left of each runs packed in chunks. A text
/// tower that reads padded texts gets all of each prompt: nothing runs once.
/// </summary>
internal sealed class PromptForward : IDisposable
{
    private readonly ClipNetwork _network;
    private readonly PromptLayout _layout;
    private readonly Tensor _startOfText;
    private readonly Tensor _prefixPositions;

    /// <param name="network">The towers.</param>
    /// <param name="layout">Where the context vectors stand.</param>
    /// <param name="prompt">A prompt, which begins as all do.</param>
    public PromptForward(ClipNetwork network, PromptLayout layout, PromptTokens prompt)
    {
        (_network, _layout) = (network, layout);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var embeddings = network.Text.Embeddings;
        var ids = Array.ConvertAll(prompt.Ids[..layout.StartLength], id => (long)id);
        var start = embeddings.Tokens(DeviceUpload.Of(ids, network.LogitScale.device));
        var positions = embeddings.Positions(0, layout.PrefixLength).clone();
        (_startOfText, _prefixPositions) = (start.DetachFromDisposeScope(), positions.DetachFromDisposeScope());
    }

    /// <summary>L2-normalised features of the chunks' prompts, in the order of the chunks, <c>[prompts, embedding]</c>.</summary>
    /// <param name="context">The context vectors, <c>[M, hidden]</c>.</param>
    /// <param name="chunks">The prompts.</param>
    /// <param name="afterChunk">Is told of each chunk when it is done.</param>
    public Tensor Encode(Tensor context, IReadOnlyList<PromptChunk> chunks, Action? afterChunk = null)
    {
        using var scope = NewDisposeScope();
        var prefix = EncodePrefix(context);
        var parts = new List<Tensor>(chunks.Count);
        foreach (var chunk in chunks)
        {
            parts.Add(EncodeSuffixes(prefix, context, chunk));
            afterChunk?.Invoke();
        }
        return cat(parts, 0).MoveToOuterDisposeScope();
    }

    /// <summary>What <see cref="Encode"/> gives for each of several contexts, in passes that they share, <c>[contexts, prompts, embedding]</c>.</summary>
    /// <param name="contexts">The contexts, each <c>[M, hidden]</c>.</param>
    /// <param name="chunks">The prompts.</param>
    /// <param name="noise">What is added to the start-of-text token of each context, and to every token that is no context vector; null for nothing.</param>
    /// <param name="afterChunk">Is told of each chunk when it is done.</param>
    public Tensor EncodeTogether(IReadOnlyList<Tensor> contexts, IReadOnlyList<PromptChunk> chunks, TokenNoise? noise = null, Action? afterChunk = null)
    {
        using var scope = NewDisposeScope();
        var prefixes = EncodePrefixes(contexts, noise);
        return cat([.. chunks.Select(EncodeChunk)], 1).MoveToOuterDisposeScope();

        Tensor EncodeChunk(PromptChunk chunk)
        {
            using var chunkScope = NewDisposeScope();
            var features = EncodeSuffixes(prefixes, chunk.Repeat(contexts, noise)).view(contexts.Count, chunk.Prompts.shape[0], -1);
            afterChunk?.Invoke();
            return features.MoveToOuterDisposeScope();
        }
    }

    /// <summary>What the text tower makes of the start-of-text token and the context vectors that all prompts begin with.</summary>
    public PrefixStates EncodePrefix(Tensor context) => EncodePrefixes([context]);

    /// <summary>The features of a chunk behind a prefix, <c>[prompts, embedding]</c>.</summary>
    public Tensor EncodeSuffixes(PrefixStates prefix, Tensor context, PromptChunk chunk)
    {
        using var scope = NewDisposeScope();
        return EncodeSuffixes(prefix, new PackedSuffixes(chunk.WithContext(context), chunk.Blocks, chunk.Ends)).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _startOfText.Dispose();
        _prefixPositions.Dispose();
    }

    private PrefixStates EncodePrefixes(IReadOnlyList<Tensor> contexts, TokenNoise? noise = null)
    {
        if (_layout.PrefixLength == 0)
        {
            return PrefixStates.None;
        }
        using var scope = NewDisposeScope();
        var embedded = stack(contexts.Select(context => cat([noise?.AddTo(_startOfText) ?? _startOfText, context.narrow(0, 0, _layout.SharedContextLength)], 0).Plus(_prefixPositions)));
        return _network.Text.EncodePrefix(embedded).MoveToOuterDisposeScope();
    }

    private Tensor EncodeSuffixes(PrefixStates prefixes, PackedSuffixes suffixes)
    {
        using var scope = NewDisposeScope();
        var pooled = _network.Text.EncodeBehind(prefixes, suffixes.Embedded, suffixes.Blocks, suffixes.Ends);
        return _network.ProjectText(pooled).MoveToOuterDisposeScope();
    }
}
