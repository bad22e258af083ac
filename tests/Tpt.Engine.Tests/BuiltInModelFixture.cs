namespace Tpt.Engine.Tests;

/// <summary>The built-in model, loaded once for all tests, on the CPU: they compare bits with what a CPU computes. Those of a GPU are in <c>Cuda/</c>.</summary>
public sealed class BuiltInModelFixture : IDisposable
{
    public ClipModel Model { get; } = ClipModel.Load(new ModelOptions { GpuDeviceId = -1 });

    /// <summary>How far a logit moves where a cosine of about 1, in 32 bits, is rounded the other way.</summary>
    internal double LogitRounding => Math.Exp(Model.Network.LogitScale.item<float>()) * Math.Pow(2, -24);

    public void Dispose() => Model.Dispose();
}

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class BuiltInModelCollection : ICollectionFixture<BuiltInModelFixture>
{
    public const string Name = "The built-in model";
}
