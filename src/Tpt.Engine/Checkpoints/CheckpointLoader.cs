using System.Text;
using TorchSharp;
using Tpt.Engine.Checkpoints.Storage;
using Tpt.Engine.Configuration;
using Tpt.Engine.Modules;
using Tpt.Engine.Validation;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Tpt.Engine.Checkpoints;

/// <summary>Copies a checkpoint into a network whose fields are named like the checkpoint's keys.</summary>
internal static class CheckpointLoader
{
    private const string LogitScale = "logit_scale";

    /// <summary>
    /// What changes no score: non-persistent buffers that old versions of the transformers library wrote, and SigLIP's bias, which is the same for
    /// every class and so falls out of the softmax.
    /// </summary>
    private static readonly string[] _idle = ["text_model.embeddings.position_ids", "vision_model.embeddings.position_ids", "logit_bias"];

    /// <summary>How often a BatchNorm was trained: nothing reads it in evaluation, and some writers leave it out.</summary>
    private const string BatchCounter = ".num_batches_tracked";

    /// <summary>
    /// Reads one tensor after the other, and converts and moves it into the network, so that beside the network there is never more than
    /// the largest tensor.
    /// </summary>
    /// <exception cref="InvalidDataException">
    /// A tensor is missing, left over, of another shape or no floating point: the message names the first of them. Or one holds a number that
    /// is not finite, or that is not in the dtype that it is computed in, or a file was changed meanwhile.
    /// </exception>
    public static void Load(ClipNetwork network, ITensorSource source)
    {
        var state = network.state_dict();
        RequireFit(state.ToDictionary(s => s.Key, s => s.Value.shape, StringComparer.Ordinal), source);
        // The second image tower, where there is one, has the same names.
        var exact = network.Float32Images == network.Images ? null : network.Float32Images?.state_dict();
        using var noGrad = no_grad();
        foreach (var (name, target) in state)
        {
            using var scope = NewDisposeScope();
            var stored = source.Read(name);
            var what = $"'{source.Description}': {source.StoredNameOf(name)}";
            Copy(stored, target, what);
            if (exact?.GetValueOrDefault(name) is { } second)
            {
                Copy(stored, second, what);
            }
        }
    }

    /// <summary>Looks at names, shapes and dtypes alone: nothing is read or allocated.</summary>
    /// <param name="expected">The tensors that are needed.</param>
    /// <param name="source">The tensors that there are.</param>
    /// <param name="family">What the message calls the model.</param>
    /// <exception cref="InvalidDataException">A tensor is missing, left over, of another shape or no floating point: the message names the first of them.</exception>
    public static void RequireFit(IReadOnlyDictionary<string, long[]> expected, ITensorSource source, ModelFamily family = ModelFamily.Clip)
    {
        var surplus = source.Names.Except(expected.Keys).Except(_idle).Where(name => !IsBatchCounter(name)).Order(StringComparer.Ordinal).ToArray();
        var missing = expected.Keys.Except(source.Names).Order(StringComparer.Ordinal).ToArray();
        var present = expected.Where(e => source.Names.Contains(e.Key)).ToArray();
        var misshapen = present.Where(e => !HasShape(e.Key, e.Value, source.ShapeOf(e.Key)))
            .Select(e => $"{e.Key} is {Excerpt.Of(source.ShapeOf(e.Key))}, expected {Excerpt.Of(e.Value)}")
            .ToArray();
        var integers = present.Where(e => !IsFloat(source.DTypeOf(e.Key))).Select(e => $"{source.StoredNameOf(e.Key)} is {source.DTypeOf(e.Key)}").ToArray();
        if (surplus.Length + missing.Length + misshapen.Length + integers.Length > 0)
        {
            throw new InvalidDataException($"The weights in '{source.Description}' do not fit the {family.Name()} model that they should make."
                + Describe(("Missing", missing), ("Surplus", surplus), ("Misshapen", misshapen), ("Integers, no floating point", integers)));
        }
    }

    private static void Copy(Tensor stored, Tensor target, string what)
    {
        using var scope = NewDisposeScope();
        target.copy_(stored.reshape(target.shape));
        FiniteNumbers.Require(target, target.dtype == ScalarType.Float32 ? what : $"{what} in {target.dtype}");
    }

    /// <summary>A scale may be a vector of one number: SigLIP's is, and so is that of what was trained in shards.</summary>
    private static bool HasShape(string name, long[] expected, long[] found)
        => expected.SequenceEqual(found) || (name == LogitScale && expected.Length == 0 && found is [1]);

    private static bool IsBatchCounter(string name) => name.EndsWith(BatchCounter, StringComparison.Ordinal);

    private static bool IsFloat(ScalarType dtype) => dtype is ScalarType.Float64 or ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16;

    /// <summary>The first names of each list. A later list has its count alone where the earlier ones took so much that nobody would read on.</summary>
    private static string Describe(params (string What, string[] Names)[] lists)
    {
        const int Readable = 1000;
        var text = new StringBuilder();
        foreach (var (what, names) in lists.Where(list => list.Names.Length > 0))
        {
            text.Append(text.Length < Readable ? Invariant($" {what} ({names.Length}): {Excerpt.Of(names, "; ")}.") : Invariant($" {what} ({names.Length})."));
        }
        return text.ToString();
    }
}
