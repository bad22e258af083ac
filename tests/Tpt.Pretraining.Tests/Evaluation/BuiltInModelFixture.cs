using Tpt.Engine;

namespace Tpt.Pretraining.Tests.Evaluation;

/// <summary>The built-in model, loaded once for all tests.</summary>
public sealed class BuiltInModelFixture : IDisposable
{
    public ClipModel Model { get; } = ClipModel.Load(new ModelOptions { GpuDeviceId = -1 });

    public void Dispose() => Model.Dispose();
}
