using static TorchSharp.torch;

namespace Tpt.Engine.Methods;

/// <summary>What a method computes once for a class set, before any image. It does not change, and is disposed of with the class set.</summary>
internal abstract class MethodState : IDisposable
{
    /// <summary>The context that images start from, <c>[M, hidden]</c>, where it is not that of the class set's prompts; else null.</summary>
    public virtual Tensor? InitialContext => null;

    /// <summary>The state in bytes. The same method gets them as <see cref="MethodPreparation.Saved"/>, and scores with the same bits.</summary>
    public abstract byte[] Save();

    public abstract void Dispose();
}
