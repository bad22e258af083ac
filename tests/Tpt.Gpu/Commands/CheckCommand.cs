using System.CommandLine;
using System.Runtime.InteropServices;
using Tpt.Engine.Devices;
using Tpt.Gpu.Loading;
using static TorchSharp.torch;

namespace Tpt.Gpu.Commands;

/// <summary><c>check</c>: whether libtorch loads here, and computes on the device.</summary>
internal static class CheckCommand
{
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
            var loaded = LoadedLibTorch.Version();
            // Said before anything is computed, which may be the end of the process.
            Console.WriteLine(FormattableString.Invariant($"check libtorch={loaded?.ToString() ?? "unknown"} built_for_libtorch={LibTorch.Version} torchsharp={LibTorch.TorchSharpVersion}"));
            if (!LoadedLibTorch.AddsUp(device))
            {
                Console.Error.WriteLine($"libtorch {loaded?.ToString() ?? "of an unknown version"} does not fit: 1 + 1 + ... is no sum with it. TorchSharp {LibTorch.TorchSharpVersion} was built for libtorch {LibTorch.Version}; take a PyTorch of that version.");
                return 1;
            }
            Console.WriteLine(FormattableString.Invariant(
                $"check device={device} capability={(id < 0 ? null : CudaDriver.ComputeCapability(device))?.ToString() ?? "none"} devices={cuda.device_count()} cudnn={cuda.is_cudnn_available()}"));
            return 0;
        }
        catch (Exception exception) when (exception is InvalidOperationException or DllNotFoundException or ExternalException)
        {
            Console.Error.WriteLine(exception.Message);
            Console.Error.WriteLine(exception.InnerException?.Message);
            return 1;
        }
    }
}
