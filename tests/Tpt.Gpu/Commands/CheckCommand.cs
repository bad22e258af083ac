using System.CommandLine;
using System.Runtime.InteropServices;
using Tpt.Engine.Devices;
using static TorchSharp.torch;

namespace Tpt.Gpu.Commands;

/// <summary><c>check</c>: whether libtorch loads here, and computes on the device.</summary>
internal static class CheckCommand
{
    private const long Ones = 1000;

    public static Command Create()
    {
        var device = DeviceOption.Create();
        var command = new Command("check", "Loads libtorch, and adds up some numbers on the device.") { device };
        command.SetAction(parse => Run(parse.GetValue(device)));
        return command;
    }

    private static int Run(int id)
    {
        try
        {
            var device = DeviceOption.Find(id);
            using var scope = NewDisposeScope();
            var sum = ones([Ones], dtype: ScalarType.Float32, device: device).sum().item<float>();
            Console.WriteLine(FormattableString.Invariant(
                $"check device={device} capability={(id < 0 ? null : CudaDriver.ComputeCapability(device))?.ToString() ?? "none"} devices={cuda.device_count()} cudnn={cuda.is_cudnn_available()} torchsharp={LibTorch.TorchSharpVersion} built_for_libtorch={LibTorch.Version} sum={sum}"));
            return sum == Ones ? 0 : 1;
        }
        catch (Exception exception) when (exception is InvalidOperationException or DllNotFoundException or ExternalException)
        {
            Console.Error.WriteLine(exception.Message);
            Console.Error.WriteLine(exception.InnerException?.Message);
            return 1;
        }
    }
}
