using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Tpt.Engine.Devices;
using static TorchSharp.torch;

namespace Tpt.Gpu.Commands;

/// <summary><c>--device</c>: <c>cpu</c>, or <c>cuda:0</c>.</summary>
internal static class DeviceOption
{
    private const string Cuda = "cuda:";

    /// <summary>The option, which gives the device as <see cref="Tpt.Engine.ModelOptions.GpuDeviceId"/> names it.</summary>
    public static Option<int> Create() => new("--device")
    {
        Description = "Where to compute: cpu, or cuda:0, or another GPU by its number.",
        CustomParser = Parse,
        DefaultValueFactory = _ => 0,
        HelpName = "cuda:0|cpu",
    };

    /// <exception cref="InvalidOperationException">This process sees no such GPU.</exception>
    public static Device Find(int id) => TorchDevice.Select(id, fallbackToCpu: false, out _);

    private static int Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text == "cpu")
        {
            return TorchDevice.CpuId;
        }
        if (text.StartsWith(Cuda, StringComparison.Ordinal) && int.TryParse(text[Cuda.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return id;
        }
        result.AddError($"--device is '{text}'; it must be cpu, or cuda: with the number of a GPU, such as cuda:0.");
        return default;
    }
}
