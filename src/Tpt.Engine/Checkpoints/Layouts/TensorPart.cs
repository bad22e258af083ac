namespace Tpt.Engine.Checkpoints.Layouts;

/// <summary>How a tensor is cut out of a stored one.</summary>
/// <param name="Source">The stored tensor's name.</param>
/// <param name="Third">Which third of its rows, or null for all: <c>in_proj</c> stacks queries, keys and values.</param>
/// <param name="Transposed">Whether a matrix that is multiplied from the right becomes the weight of a linear layer.</param>
internal sealed record TensorPart(string Source, int? Third = null, bool Transposed = false);
