namespace Tpt.Engine.Checkpoints.Pickles;

/// <summary>A run of numbers in a torch archive: the file <c>data/{Key}</c>.</summary>
internal sealed record PickledStorage(PickledDType DType, string Key, long Count);
