namespace Tpt.Engine.Checkpoints.Pickles;

/// <summary>
/// An object of a TorchScript archive, as far as it is looked at: attributes by name. What class it is, and the code of that class in the
/// archive, is never looked at.
/// </summary>
internal sealed class PickledModule
{
    /// <summary>Parameters, buffers and modules, and what else the object has; null where its state is no dictionary.</summary>
    /// <remarks>It is the very dictionary of the pickle. A copy for each object would let a few bytes ask for gigabytes.</remarks>
    public PickledDictionary? Attributes { get; set; }
}
