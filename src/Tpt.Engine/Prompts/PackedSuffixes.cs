using Tpt.Engine.Modules;
using static TorchSharp.torch;

namespace Tpt.Engine.Prompts;

/// <summary>What the text tower reads behind its prefixes.</summary>
/// <param name="Embedded">Token plus position embeddings, packed one behind the other, <c>[tokens, hidden]</c>.</param>
/// <param name="Blocks">How the tokens belong to suffixes, and these to prefixes.</param>
/// <param name="Ends">The rows of their last tokens, int64 <c>[suffixes]</c>.</param>
internal readonly record struct PackedSuffixes(Tensor Embedded, IReadOnlyList<SuffixBlock> Blocks, Tensor Ends);
