using System.Runtime.InteropServices;
using TorchSharp;
using Tpt.Engine.Modules;
using Tpt.Engine.Numerics;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Tpt.Engine.Prompts;

/// <summary>
/// A class set in front of the text tower: its prompts in tokens and chunks, the context that every image starts from, and the
/// features there. It does not change once it is made, but for how many prompts go through together.
/// </summary>
internal sealed class ClassPrompts : IDisposable
{
    private readonly ClipNetwork _network;
    private readonly PromptLayout _layout;
    private readonly (int[] Suffix, long Index)[] _suffixes;
    private readonly int[] _classOfPrompt;
    private readonly SuffixPacking _packing;
    private int _chunkSize;
    private int _packedSize;
    private PromptChunk[] _chunks;

    /// <param name="network">The towers.</param>
    /// <param name="prompts">The prompts, those of a class side by side and the classes in order.</param>
    /// <param name="layout">Where the context vectors stand.</param>
    /// <param name="initialContext">The context that every image starts from, <c>[M, hidden]</c>; null for the embeddings of the prompts' own words.</param>
    /// <param name="chunkSize">The most prompts in a chunk; null to choose by sizes.</param>
    /// <param name="afterChunk">Is told of each chunk when its initial features are known.</param>
    /// <param name="beforePasses">Is told once the prompts are cut into chunks: what it asks for is <see cref="Chunks"/>, their number and the context.</param>
    /// <param name="packing">How suffixes of different lengths go together; null to choose by the device.</param>
    public ClassPrompts(
        ClipNetwork network, IReadOnlyList<PromptTokens> prompts, PromptLayout layout, Tensor? initialContext, int? chunkSize, Action? afterChunk = null, Action<ClassPrompts>? beforePasses = null,
        SuffixPacking? packing = null)
    {
        (_network, _layout) = (network, layout);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        _suffixes = [.. prompts.Select((prompt, index) => (layout.Suffix(prompt), (long)index))];
        _classOfPrompt = [.. prompts.Select(prompt => prompt.ClassIndex)];
        _packing = packing ?? SuffixPackings.For(network.LogitScale.device_type);
        _chunkSize = chunkSize ?? ClassChunkSizing.Automatic(network.Text, prompts, layout);
        InitialContext = (initialContext?.to(ScalarType.Float32, network.LogitScale.device) ?? Words(prompts[0])).clone();
        (_chunks, _packedSize) = (Pack(_suffixes), _chunkSize);
        beforePasses?.Invoke(this);
        try
        {
            Pooling = new ClassPooling(prompts, InitialContext.device);
            Forward = new PromptForward(network, layout, prompts[0]);
            InitialPromptFeatures = EncodeInitially(afterChunk);
            InitialFeatures = Pooling.Pool(InitialPromptFeatures).clone();
        }
        catch
        {
            // All else belongs to the scope, but for chunks that were cut anew.
            foreach (var tensor in _chunks.SelectMany(chunk => chunk.Tensors))
            {
                tensor.Dispose();
            }
            Pooling?.Dispose();
            Forward?.Dispose();
            throw;
        }
        foreach (var tensor in OwnTensors)
        {
            tensor.DetachFromDisposeScope();
        }
    }

    /// <summary>The context that every image starts from, <c>[M, hidden]</c>.</summary>
    public Tensor InitialContext { get; }

    /// <summary>The L2-normalised class features at <see cref="InitialContext"/>, <c>[classes, embedding]</c>.</summary>
    public Tensor InitialFeatures { get; }

    /// <summary>The L2-normalised features of every prompt at <see cref="InitialContext"/>, <c>[prompts, embedding]</c>.</summary>
    public Tensor InitialPromptFeatures { get; }

    /// <summary>All prompts, in chunks of the size that is in force. A list that was taken before memory ran out is no longer to be used.</summary>
    public IReadOnlyList<PromptChunk> Chunks
    {
        get
        {
            if (_packedSize != _chunkSize)
            {
                PackAgain();
            }
            return _chunks;
        }
    }

    /// <summary>How prompt features become class features.</summary>
    public ClassPooling Pooling { get; }

    /// <summary>The way from a context to the features of prompts.</summary>
    public PromptForward Forward { get; }

    /// <summary>Whether the device's time goes by launches more than by tokens, and all prompts are launched at once: then images gain by sharing passes in both directions.</summary>
    public bool GainsByFewerLaunches => _packing == SuffixPacking.Padded && Chunks.Count == 1;

    /// <summary>The number of prompts.</summary>
    public int Count => _suffixes.Length;

    /// <summary>How many context vectors all prompts begin with, computed once.</summary>
    public int SharedContextLength => _layout.SharedContextLength;

    /// <summary>The factor between cosine similarities and logits, a scalar.</summary>
    public Tensor LogitScale => _network.LogitScale.exp();

    private IEnumerable<Tensor> OwnTensors => [InitialContext, InitialFeatures, InitialPromptFeatures, .. _chunks.SelectMany(chunk => chunk.Tensors)];

    /// <summary>The logits <c>[views, classes]</c> of L2-normalised image features <c>[views, embedding]</c> and class features <c>[classes, embedding]</c>.</summary>
    public Tensor Logits(Tensor imageFeatures, Tensor classFeatures)
    {
        using var scope = NewDisposeScope();
        return (LogitScale * imageFeatures).TimesTransposed(classFeatures).MoveToOuterDisposeScope();
    }

    /// <summary>The prompts of some classes alone. Their tensors belong to the caller's dispose scope.</summary>
    public IReadOnlyList<PromptChunk> Select(IReadOnlySet<int> classes)
    {
        using var noGrad = no_grad();
        return Pack(_suffixes.Where(suffix => classes.Contains(_classOfPrompt[suffix.Index])));
    }

    /// <summary>About so many prompts, evenly taken from all. Their tensors belong to the caller's dispose scope.</summary>
    public IReadOnlyList<PromptChunk> Sample(int count)
    {
        using var noGrad = no_grad();
        var stride = Math.Max(1, _suffixes.Length / count);
        return Pack(_suffixes.Where((_, index) => index % stride == 0));
    }

    /// <summary>In how many chunks <see cref="Sample"/> gives about so many prompts.</summary>
    public int CountSampleChunks(int count)
    {
        var stride = Math.Max(1, _suffixes.Length / count);
        var sampled = (_suffixes.Length + stride - 1) / stride;
        return (sampled + _chunkSize - 1) / _chunkSize;
    }

    /// <summary>
    /// From now on half as many prompts go through the text tower together, after memory has run out. Rounding depends on it, so that this is
    /// said. Not while somebody else computes with the prompts.
    /// </summary>
    /// <remarks>
    /// It takes no memory: whoever asks in an exception filter does so while the pass that failed still holds its own. The prompts are cut anew when they
    /// are asked for.
    /// </remarks>
    /// <returns>Whether there is a half: false for one prompt.</returns>
    public bool TryHalveChunks()
    {
        var tooMany = Math.Min(_chunkSize, Count);
        if (tooMany < 2)
        {
            return false;
        }
        _chunkSize = tooMany / 2;
        _network.Warn?.Invoke(Invariant(
            $"The device's memory did not hold {tooMany} prompts at a time; from now on {_chunkSize} go through the text tower together, and scores may differ in their last digits. Model.ClassChunkSize = {_chunkSize} does so from the start."));
        return true;
    }

    /// <summary>Work that goes through the prompts, and through half as many at a time where memory runs out.</summary>
    /// <param name="work">The work, which takes <see cref="Chunks"/> anew each time. What it leaves undone its dispose scopes put away.</param>
    /// <exception cref="ExternalException">There is too little memory for one prompt, or something else failed.</exception>
    public T InLessMemory<T>(Func<T> work)
    {
        while (true)
        {
            try
            {
                return work();
            }
            catch (ExternalException shortage) when (MemoryShortage.Is(shortage))
            {
                if (!TryHalveChunks())
                {
                    throw;
                }
                // Again, with half as many prompts.
            }
        }
    }

    /// <summary>The features of chunks, put in the order of the prompts, <c>[prompts, embedding]</c>.</summary>
    /// <param name="others">The features of all prompts, of which those of the chunks are replaced; null where the chunks are all prompts.</param>
    /// <param name="features">The features of the chunks' prompts, in the order of the chunks.</param>
    /// <param name="chunks">The chunks.</param>
    public static Tensor InOrder(Tensor? others, Tensor features, IReadOnlyList<PromptChunk> chunks)
    {
        using var scope = NewDisposeScope();
        return (others?.clone() ?? empty_like(features)).index_copy_(0, Order(chunks), features).MoveToOuterDisposeScope();
    }

    /// <summary>Where the chunks' prompts stand among all, int64 <c>[prompts of the chunks]</c>.</summary>
    public static Tensor Order(IReadOnlyList<PromptChunk> chunks) => cat([.. chunks.Select(chunk => chunk.Prompts)], 0);

    public void Dispose()
    {
        foreach (var tensor in OwnTensors)
        {
            tensor.Dispose();
        }
        Pooling.Dispose();
        Forward.Dispose();
    }

    private Tensor EncodeInitially(Action? afterChunk) => InLessMemory(() => InOrder(null, Forward.Encode(InitialContext, Chunks, afterChunk), Chunks));

    private void PackAgain()
    {
        using var noGrad = no_grad();
        var before = _chunks;
        using (NewDisposeScope())
        {
            var chunks = Pack(_suffixes);
            foreach (var tensor in chunks.SelectMany(chunk => chunk.Tensors))
            {
                tensor.DetachFromDisposeScope();
            }
            (_chunks, _packedSize) = (chunks, _chunkSize);
        }
        foreach (var tensor in before.SelectMany(chunk => chunk.Tensors))
        {
            tensor.Dispose();
        }
    }

    private Tensor Words(PromptTokens prompt)
    {
        var ids = prompt.Ids.AsSpan(_layout.StartLength, _layout.ContextLength).ToArray();
        return _network.Text.Embeddings.Tokens(DeviceUpload.Of(Array.ConvertAll(ids, id => (long)id), _network.LogitScale.device));
    }

    private PromptChunk[] Pack(IEnumerable<(int[] Suffix, long Index)> suffixes)
        => PromptPacking.Pack(_network.Text.Embeddings, suffixes, _layout, _chunkSize, _packing, _network.LogitScale.device);
}
