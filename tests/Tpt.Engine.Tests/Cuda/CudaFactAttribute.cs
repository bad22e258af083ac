namespace Tpt.Engine.Tests.Cuda;

/// <summary>A test that needs a GPU. Where there is none it is skipped, and counted as not run.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CudaFactAttribute : FactAttribute
{
    /// <param name="rehearses">Whether the CPU can stand in, see <see cref="CudaDevice.IsRehearsal"/>.</param>
    public CudaFactAttribute(bool rehearses = true) => Skip = CudaDevice.NotRunBecause(rehearses);
}
