using System.Diagnostics;
using Microsoft.ML.Runtime;
using Tpt.Engine;

namespace Microsoft.ML;

/// <summary>Loads a CLIP model on the device that the options or the environment ask for, and says in the log what it did.</summary>
internal static class ModelLoader
{
    /// <param name="host">Its environment has the device where the options do not.</param>
    /// <param name="options">The device.</param>
    /// <param name="path">The model's folder, or the file with its weights; <see langword="null"/>: the built-in model.</param>
    /// <returns>The model, and the folder or file that it was loaded from.</returns>
    public static (ClipModel Model, string Path) Load(IHost host, TptOptions options, string? path)
    {
        using var channel = host.Start("Loading");
        var gpuDeviceId = options.GpuDeviceId ?? Interop.GetGpuDeviceId(host);
        var fallbackToCpu = options.FallbackToCpu ?? Interop.GetFallbackToCpu(host);
        var device = TorchDevice.Select(gpuDeviceId, fallbackToCpu, out var fallbackReason);
        if (fallbackReason is not null) channel.Warning(MessageSensitivity.None, "Computing on the CPU: {0}", fallbackReason);

        var watch = Stopwatch.StartNew();
        var model = path is null ? ClipModel.LoadBuiltIn(device) : ClipModel.Load(path, device);
        channel.Info(MessageSensitivity.None, "Loaded the CLIP model in {0} in {1:0.0} s: device {2}, dtype {3}.",
            model.Folder, watch.Elapsed.TotalSeconds, model.Device, model.DType);
        return (model, path ?? model.Folder);
    }
}
