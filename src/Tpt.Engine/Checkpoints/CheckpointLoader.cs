using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Engine.Checkpoints;

/// <summary>Copies a checkpoint into a module whose fields are named like the checkpoint's keys.</summary>
internal static class CheckpointLoader
{
    /// <summary>Non-persistent buffers that old versions of the transformers library wrote, and that carry nothing.</summary>
    private static readonly string[] _legacyBuffers = ["text_model.embeddings.position_ids", "vision_model.embeddings.position_ids"];

    /// <summary>How often a BatchNorm was trained: nothing reads it in evaluation, and some writers leave it out.</summary>
    private const string BatchCounter = ".num_batches_tracked";

    /// <exception cref="InvalidDataException">A tensor is missing, left over or of another shape: the message names every one.</exception>
    public static void Load(nn.Module module, ITensorSource source)
    {
        var state = module.state_dict().Where(s => !IsBatchCounter(s.Key)).ToDictionary(StringComparer.Ordinal);
        var surplus = source.Names.Except(state.Keys).Except(_legacyBuffers).Where(name => !IsBatchCounter(name)).Order(StringComparer.Ordinal).ToArray();
        var missing = state.Keys.Except(source.Names).Order(StringComparer.Ordinal).ToArray();
        var misshapen = state.Where(s => source.Names.Contains(s.Key) && !s.Value.shape.SequenceEqual(source.ShapeOf(s.Key)))
            .Select(s => $"{s.Key} is [{string.Join(", ", source.ShapeOf(s.Key))}], expected [{string.Join(", ", s.Value.shape)}]")
            .ToArray();
        if (surplus.Length + missing.Length + misshapen.Length > 0)
        {
            throw new InvalidDataException($"The weights in '{source.Description}' do not fit the model that they should make."
                + Describe("Missing", missing) + Describe("Surplus", surplus) + Describe("Misshapen", misshapen));
        }
        using var noGrad = no_grad();
        foreach (var (name, target) in state)
        {
            using var scope = NewDisposeScope();
            target.copy_(source.Read(name));
        }
    }

    private static bool IsBatchCounter(string name) => name.EndsWith(BatchCounter, StringComparison.Ordinal);

    private static string Describe(string what, string[] names)
        => names.Length == 0 ? "" : $" {what} ({names.Length}): {string.Join("; ", names)}.";
}
