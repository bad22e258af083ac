namespace Tpt.Engine.Tests.Cuda;

/// <summary>The tests of a GPU run one at a time: TensorFloat32 is a switch of the process, and one of them takes all of the memory.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CudaCollection
{
    public const string Name = "A GPU";

    /// <summary>The trait by which they are found: <c>dotnet test --filter Device=cuda</c>.</summary>
    public const string Trait = "Device";

    /// <summary>Its value.</summary>
    public const string Cuda = "cuda";
}
