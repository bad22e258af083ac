namespace Tpt.Engine.Checkpoints.Pickles;

/// <summary>A tensor as a pickle describes it: a strided window, in elements, on a storage.</summary>
internal sealed record PickledTensor(PickledStorage Storage, long Offset, long[] Shape, long[] Strides);
