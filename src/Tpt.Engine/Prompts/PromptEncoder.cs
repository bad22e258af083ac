using TorchSharp;
using Tpt.Engine.Modules;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Prompts;

/// <summary>
/// A class set's prompts in front of the text tower: context vectors to class features, and the gradient back.
/// The shared prefix runs once, suffixes run packed in chunks, and nothing is padded.
/// </summary>
internal sealed class PromptEncoder : IDisposable
{
    /// <summary>About how many prompts show in which directions of the context their features vary.</summary>
    private const int SampledPrompts = 128;

    private readonly ClipNetwork _network;
    private readonly PromptLayout _layout;
    private readonly (int[] Suffix, long Index)[] _suffixes;
    private readonly int[] _classOfPrompt;
    private readonly int _chunkSize;
    private readonly PromptChunk[] _chunks;
    private readonly Tensor _startOfText;
    private readonly Tensor _prefixPositions;
    private readonly ClassPooling _pooling;
    private readonly Tensor _initialPromptFeatures;
    private InitialGraph? _initialGraph;
    private TextJacobian? _jacobian;

    public PromptEncoder(ClipNetwork network, IReadOnlyList<PromptTokens> prompts, PromptLayout layout, Tensor? initialContext, int? chunkSize)
    {
        (_network, _layout) = (network, layout);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var embeddings = network.Text.Embeddings;
        var device = network.LogitScale.device;
        var firstIds = prompts[0].Ids.AsSpan(0, 1 + layout.ContextLength).ToArray();
        var embedded = embeddings.Tokens(tensor(Array.ConvertAll(firstIds, id => (long)id), device: device));
        InitialContext = (initialContext is null ? embedded.narrow(0, 1, layout.ContextLength).clone() : initialContext.to(embedded.dtype).to(device).clone())
            .DetachFromDisposeScope();
        _startOfText = embedded.narrow(0, 0, 1).clone().DetachFromDisposeScope();
        _prefixPositions = embeddings.Positions(0, layout.PrefixLength).clone().DetachFromDisposeScope();
        _suffixes = [.. prompts.Select((prompt, index) => (layout.Suffix(prompt), (long)index))];
        _classOfPrompt = [.. prompts.Select(prompt => prompt.ClassIndex)];
        _chunkSize = chunkSize ?? ClassChunkSizing.Automatic(network.Text, prompts, layout);
        _chunks = PromptPacking.Pack(embeddings, _suffixes, layout, _chunkSize, device);
        _pooling = new ClassPooling(prompts, device);
        _initialPromptFeatures = EncodePrompts(InitialContext, _chunks).DetachFromDisposeScope();
        InitialFeatures = _pooling.Pool(_initialPromptFeatures).DetachFromDisposeScope();
    }

    /// <summary>The context that every image starts from, <c>[M, hidden]</c>.</summary>
    public Tensor InitialContext { get; }

    /// <summary>The L2-normalised class features at <see cref="InitialContext"/>, <c>[classes, embedding]</c>: constant for a class set.</summary>
    public Tensor InitialFeatures { get; }

    /// <summary>The factor between cosine similarities and logits, a scalar.</summary>
    public Tensor LogitScale => _network.LogitScale.exp();

    /// <summary>The logits <c>[views, classes]</c> of L2-normalised image features <c>[views, embedding]</c> and class features <c>[classes, embedding]</c>.</summary>
    public Tensor Logits(Tensor imageFeatures, Tensor classFeatures)
    {
        using var scope = NewDisposeScope();
        return (LogitScale * imageFeatures).TimesTransposed(classFeatures).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// From here on, prompts outside of a <see cref="PromptSubset"/> follow the context to first order, in their features and in
    /// the gradient, where they would stay at the initial context.
    /// </summary>
    /// <param name="rank">That of the derivative, at least 1: so many passes over all prompts, and as many backward over a sample of them.</param>
    public void PrepareFirstOrder(int rank)
    {
        _jacobian?.Dispose();
        // Which directions of the context matter is much the same for all prompts.
        var stride = Math.Max(1, _suffixes.Length / SampledPrompts);
        using var sample = Pack(_suffixes.Where((_, index) => index % stride == 0));
        _jacobian = TextJacobian.Create(
            InitialContext, _initialPromptFeatures, rank, context => EncodePrompts(context, _chunks), probes => PullBack(InitialContext, sample.Chunks, probes));
    }

    /// <summary>The derivative, after <see cref="PrepareFirstOrder"/>.</summary>
    public TextJacobian? Jacobian => _jacobian;

    /// <summary>Class features <c>[classes, embedding]</c> at the given context <c>[M, hidden]</c>, to first order; see <see cref="PrepareFirstOrder"/>.</summary>
    public Tensor EncodeFirstOrder(Tensor context)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return _pooling.Pool(FirstOrderPrompts(context)).MoveToOuterDisposeScope();
    }

    /// <summary>The prompts of some classes alone, to tune while all others keep their initial features, or follow to first order. The caller disposes of it.</summary>
    public PromptSubset Select(IReadOnlySet<int> classes)
    {
        using var noGrad = no_grad();
        return Pack(_suffixes.Where(suffix => classes.Contains(_classOfPrompt[suffix.Index])));
    }

    /// <summary>L2-normalised class features <c>[classes, embedding]</c> at the given context <c>[M, hidden]</c>, without a graph.</summary>
    /// <param name="context">The context.</param>
    /// <param name="subset">The prompts that follow the context, all others staying at the initial one or following to first order; null for all.</param>
    public Tensor Encode(Tensor context, PromptSubset? subset = null)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return _pooling.Pool(EncodePrompts(context, subset?.Chunks ?? _chunks)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// What <see cref="Encode"/> gives for each of several contexts, in passes that they share, <c>[contexts, classes, embedding]</c>.
    /// The shape of a pass, and with it the rounding, depends on their number.
    /// </summary>
    public Tensor EncodeTogether(IReadOnlyList<Tensor> contexts)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var prefixes = EncodePrefixes(contexts);
        var order = cat([.. _chunks.Select(chunk => chunk.Prompts)], 0);
        var features = cat([.. _chunks.Select(chunk => EncodeSuffixes(prefixes, chunk.Repeat(contexts)).view(contexts.Count, chunk.Prompts.shape[0], -1))], 1);
        var ordered = empty_like(features).index_copy_(1, order, features);
        return stack(ordered.unbind(0).Select(_pooling.Pool)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The gradients of losses with respect to the context, each <c>[M, hidden]</c>: a loss is differentiated at the class
    /// features, and that gradient is pulled back through the text tower a chunk of prompts at a time,
    /// <c>dL/dctx = J(ctx)^T dL/dT</c>, so that memory does not grow with the number of classes. The losses share each chunk's
    /// forward pass; a loss's gradient has the same bits in any company.
    /// </summary>
    /// <param name="context">Where to differentiate, <c>[M, hidden]</c>.</param>
    /// <param name="losses">Scalar losses of the class features <c>[classes, embedding]</c>, such as those of several images.</param>
    /// <param name="subset">The prompts that follow the context, all others staying at the initial one or following to first order; null for all.</param>
    public IReadOnlyList<(float Loss, Tensor Gradient)> Gradients(Tensor context, IReadOnlyList<Func<Tensor, Tensor>> losses, PromptSubset? subset = null)
    {
        using var scope = NewDisposeScope();
        var isInitial = ReferenceEquals(context, InitialContext);
        var chunks = subset?.Chunks ?? _chunks;
        Tensor promptFeatures;
        using (no_grad())
        {
            promptFeatures = isInitial ? _initialPromptFeatures.alias() : EncodePrompts(context, chunks);
        }
        var atFeatures = losses.Select(loss => GradientAtFeatures(promptFeatures, loss)).ToArray();
        Tensor[] featureGradients = [.. atFeatures.Select(result => result.Gradient)];
        var gradients = isInitial && subset is null && _chunks.Length == 1
            ? Array.ConvertAll(featureGradients, (_initialGraph ??= CreateInitialGraph()).PullBack)
            : PullBack(context, chunks, featureGradients);
        if (subset is not null && _jacobian is not null)
        {
            gradients = [.. gradients.Zip(featureGradients, (gradient, atFeatures) => gradient.Plus(_jacobian.PullBack(Outside(chunks, atFeatures)).view(gradient.shape)))];
        }
        return [.. atFeatures.Zip(gradients, (result, gradient) => (result.Loss, gradient.MoveToOuterDisposeScope()))];
    }

    /// <summary>The gradient of one loss; see <see cref="Gradients"/>.</summary>
    public (float Loss, Tensor Gradient) Gradient(Tensor context, Func<Tensor, Tensor> loss, PromptSubset? subset = null)
        => Gradients(context, [loss], subset)[0];

    public void Dispose()
    {
        _initialGraph?.Dispose();
        _jacobian?.Dispose();
        InitialContext.Dispose();
        InitialFeatures.Dispose();
        _initialPromptFeatures.Dispose();
        _startOfText.Dispose();
        _prefixPositions.Dispose();
        _pooling.Dispose();
        foreach (var chunk in _chunks)
        {
            chunk.Dispose();
        }
    }

    private PromptSubset Pack(IEnumerable<(int[] Suffix, long Index)> suffixes)
        => new(PromptPacking.Pack(_network.Text.Embeddings, suffixes, _layout, _chunkSize, InitialContext.device));

    private (float Loss, Tensor Gradient) GradientAtFeatures(Tensor promptFeatures, Func<Tensor, Tensor> loss)
    {
        using var scope = NewDisposeScope();
        var leaf = promptFeatures.detach().requires_grad_();
        var value = loss(_pooling.Pool(leaf));
        var gradient = LeafGradients.Of([value], [leaf])[0];
        return (value.to(ScalarType.Float32).item<float>(), gradient.MoveToOuterDisposeScope());
    }

    /// <summary>Every image's first step starts at the initial context: where all prompts are one chunk, their graph there is kept.</summary>
    private InitialGraph CreateInitialGraph()
    {
        using var grad = enable_grad();
        using var scope = NewDisposeScope();
        var leaf = InitialContext.detach().requires_grad_();
        var features = EncodeSuffixes(EncodePrefix(leaf), leaf, _chunks[0]);
        return new InitialGraph(leaf.DetachFromDisposeScope(), features.DetachFromDisposeScope(), _chunks[0].Prompts);
    }

    /// <summary>J(ctx)^T G for each G = dL/dT, <c>[prompts, embedding]</c>.</summary>
    private Tensor[] PullBack(Tensor context, IReadOnlyList<PromptChunk> chunks, Tensor[] featureGradients)
    {
        using var scope = NewDisposeScope();
        var leaf = context.detach().requires_grad_();
        var prefix = EncodePrefix(leaf);
        var prefixLeaves = prefix.DetachToLeaves();
        Tensor[] leaves = [.. prefixLeaves.Tensors];
        var sums = featureGradients.Select(_ => new PullBackSum(leaf, leaves)).ToArray();
        foreach (var chunk in chunks)
        {
            using var chunkScope = NewDisposeScope();
            // Only the context vectors that stand behind the class name reach a suffix by themselves.
            Tensor[] inputs = chunk.ContextSlots is null ? leaves : [.. leaves, leaf];
            var features = EncodeSuffixes(prefixLeaves, leaf, chunk);
            for (var i = 0; i < sums.Length; i++)
            {
                var atChunk = featureGradients[i].index_select(0, chunk.Prompts);
                sums[i].Add(LeafGradients.Of([features], inputs, [atChunk], keepGraph: i < sums.Length - 1));
            }
        }
        return Array.ConvertAll(sums, sum =>
        {
            var gradient = _layout.SharedContextLength == 0
                ? sum.OfContext
                : sum.OfContext.Plus(LeafGradients.Of([.. prefix.Tensors], [leaf], sum.OfLeaves, keepGraph: true)[0]);
            return gradient.MoveToOuterDisposeScope();
        });
    }

    /// <summary>L2-normalised features of every prompt, <c>[prompts, embedding]</c>.</summary>
    private Tensor EncodePrompts(Tensor context, IReadOnlyList<PromptChunk> chunks)
    {
        using var scope = NewDisposeScope();
        var prefix = EncodePrefix(context);
        var order = cat([.. chunks.Select(chunk => chunk.Prompts)], 0);
        var features = cat([.. chunks.Select(chunk => EncodeSuffixes(prefix, context, chunk))], 0);
        var others = order.shape[0] == _suffixes.Length ? empty_like(features) : FirstOrderPrompts(context);
        return others.index_copy_(0, order, features).MoveToOuterDisposeScope();
    }

    /// <summary>T(c0) + J (c - c0), L2-normalised, or T(c0) alone where J is not known: <c>[prompts, embedding]</c>.</summary>
    private Tensor FirstOrderPrompts(Tensor context)
    {
        using var scope = NewDisposeScope();
        return _jacobian is null
            ? _initialPromptFeatures.clone().MoveToOuterDisposeScope()
            : ClipNetwork.Normalize(_initialPromptFeatures.Plus(_jacobian.Push(context - InitialContext))).MoveToOuterDisposeScope();
    }

    /// <summary>A gradient at the features, <c>[prompts, embedding]</c>, with 0 for the prompts of the chunks.</summary>
    private static Tensor Outside(IReadOnlyList<PromptChunk> chunks, Tensor featureGradient)
        => featureGradient.WithFilled(0, cat([.. chunks.Select(chunk => chunk.Prompts)], 0), 0);

    private PrefixStates EncodePrefix(Tensor context) => EncodePrefixes([context]);

    private PrefixStates EncodePrefixes(IReadOnlyList<Tensor> contexts)
    {
        using var scope = NewDisposeScope();
        var embedded = stack(contexts.Select(context => cat([_startOfText, context.narrow(0, 0, _layout.SharedContextLength)], 0).Plus(_prefixPositions)));
        return _network.Text.EncodePrefix(embedded).MoveToOuterDisposeScope();
    }

    private Tensor EncodeSuffixes(PrefixStates prefix, Tensor context, PromptChunk chunk)
    {
        using var scope = NewDisposeScope();
        return EncodeSuffixes(prefix, new PackedSuffixes(chunk.WithContext(context), chunk.Blocks, chunk.Ends)).MoveToOuterDisposeScope();
    }

    private Tensor EncodeSuffixes(PrefixStates prefixes, PackedSuffixes suffixes)
    {
        using var scope = NewDisposeScope();
        var pooled = _network.Text.EncodeBehind(prefixes, suffixes.Embedded, suffixes.Blocks, suffixes.Ends);
        return _network.ProjectText(pooled).MoveToOuterDisposeScope();
    }
}
