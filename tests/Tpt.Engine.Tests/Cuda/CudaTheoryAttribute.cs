namespace Tpt.Engine.Tests.Cuda;

/// <summary>A theory that needs a GPU. Where there is none it is skipped, and counted as one test that was not run.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CudaTheoryAttribute : TheoryAttribute
{
    /// <param name="rehearses">Whether the CPU can stand in, see <see cref="CudaDevice.IsRehearsal"/>.</param>
    public CudaTheoryAttribute(bool rehearses = true) => Skip = CudaDevice.NotRunBecause(rehearses);
}
