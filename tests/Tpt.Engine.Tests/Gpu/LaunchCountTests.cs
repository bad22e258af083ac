using System.Text;
using Tpt.Gpu.Launches;

namespace Tpt.Engine.Tests.Gpu;

/// <summary>Which calls of CUDA are launches, and that each is counted once.</summary>
public sealed class LaunchCountTests
{
    /// <summary>The names of CUPTI 12.4's launches, with the versions and kinds of stream that they have, and of calls that are none.</summary>
    [Theory]
    [InlineData("cuLaunchKernel", 1, 0)]
    [InlineData("cuLaunchKernelEx_ptsz", 1, 0)]
    [InlineData("cuLaunchCooperativeKernel", 1, 0)]
    [InlineData("cuLaunch", 1, 0)]
    [InlineData("cudaLaunchKernel_v7000", 1, 0)]
    [InlineData("cudaLaunchKernelExC_v11060", 1, 0)]
    [InlineData("cuGraphLaunch", 0, 1)]
    [InlineData("cudaGraphLaunch_v10000", 0, 1)]
    [InlineData("cuLaunchHostFunc", 0, 0)]
    [InlineData("cudaLaunchHostFunc_v10000", 0, 0)]
    [InlineData("cuGraphInstantiate", 0, 0)]
    [InlineData("cuMemcpyHtoDAsync_v2", 0, 0)]
    [InlineData("cudaMalloc_v3020", 0, 0)]
    [InlineData("cu", 0, 0)]
    [InlineData("", 0, 0)]
    public void Note_ACall_CountsItIfItLaunches(string function, int kernels, int graphs)
    {
        using var count = new LaunchCount();

        Call(count, function);

        (count.Kernels, count.Graphs).Should().Be((kernels, graphs));
    }

    /// <summary>The runtime launches by the driver: that is one launch, whether CUPTI tells of both or of one.</summary>
    [Fact]
    public void Note_ALaunchWithinALaunch_IsOne()
    {
        using var count = new LaunchCount();

        Call(count, "cudaLaunchKernel_v7000", () => Call(count, "cuLaunchKernel"));
        Call(count, "cudaGraphLaunch_v10000", () => Call(count, "cuGraphLaunch"));
        Call(count, "cudaLaunchKernel_v7000");

        (count.Kernels, count.Graphs).Should().Be((2, 1));
    }

    /// <summary>Whoever begins to count in the midst of another thread's launch hears of its end alone.</summary>
    [Fact]
    public void Note_AnEndWithoutABeginning_LosesNothingBehindIt()
    {
        using var count = new LaunchCount();

        count.Note(begins: false, "cuLaunchKernel"u8);
        Call(count, "cudaLaunchKernel_v7000", () => Call(count, "cuLaunchKernel"));
        Call(count, "cuLaunchKernel");

        count.Kernels.Should().Be(2);
    }

    /// <summary>Backward passes launch from a thread of libtorch's own.</summary>
    [Fact]
    public void Note_FromAnotherThreadWithinALaunch_CountsBoth()
    {
        using var count = new LaunchCount();

        Call(count, "cuLaunchKernel", () =>
        {
            var other = new Thread(() => Call(count, "cuLaunchKernel"));
            other.Start();
            other.Join();
        });

        count.Kernels.Should().Be(2);
    }

    private static void Call(LaunchCount count, string function, Action? within = null)
    {
        count.Note(begins: true, Encoding.ASCII.GetBytes(function));
        within?.Invoke();
        count.Note(begins: false, Encoding.ASCII.GetBytes(function));
    }
}
