using System.CommandLine;
using Tpt.Engine.Devices;
using Tpt.Engine.Tests.Cuda;
using Tpt.Gpu.Testing;

namespace Tpt.Gpu.Commands;

/// <summary><c>tests</c>: the tests with the trait <c>Device=cuda</c>, in this process.</summary>
internal static class TestsCommand
{
    public static Command Create()
    {
        var device = DeviceOption.Create();
        var rehearse = new Option<bool>("--rehearse") { Description = "With --device cpu: run the tests on the CPU, those that can. It says that the tests are sound, and nothing of a GPU." };
        var command = new Command("tests", "Runs the tests of a GPU. With --device cpu they are listed as not run.") { device, rehearse };
        command.SetAction(parse => Run(parse.GetValue(device), parse.GetValue(rehearse)) ? 0 : 1);
        return command;
    }

    private static bool Run(int id, bool rehearses)
    {
        if (id != TorchDevice.CpuId)
        {
            _ = DeviceOption.Find(id);
        }
        CudaDevice.Id = id;
        CudaDevice.IsRehearsal = rehearses && id == TorchDevice.CpuId;
        using var run = new CudaTestRun(Console.Out);
        run.Go();
        Console.WriteLine($"tests device={(id == TorchDevice.CpuId ? "cpu" : FormattableString.Invariant($"cuda:{id}"))}{(CudaDevice.IsRehearsal ? " (a rehearsal)" : "")}");
        Console.WriteLine($"{run.Passed} passed, {run.Failed} failed, {run.NotRun} not run");
        return run.Failed == 0;
    }
}
