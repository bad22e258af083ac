namespace Tpt.Engine.Tests;

/// <summary>The built-in model, loaded once for all tests, on the CPU: they compare bits with what a CPU computes. Those of a GPU are in <c>Cuda/</c>.</summary>
public sealed class BuiltInModelFixture : IDisposable
{
    public ClipModel Model { get; } = ClipModel.Load(new ModelOptions { GpuDeviceId = -1 });

    public void Dispose() => Model.Dispose();
}

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class BuiltInModelCollection : ICollectionFixture<BuiltInModelFixture>
{
    public const string Name = "The built-in model";
}
