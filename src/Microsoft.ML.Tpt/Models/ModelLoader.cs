using System.Diagnostics;
using Microsoft.ML.Runtime;
using Microsoft.ML.Tpt.Internals;
using Tpt.Engine;
using Tpt.Engine.Devices;
using static System.FormattableString;

namespace Microsoft.ML.Tpt.Models;

/// <summary>Loads a CLIP model on the device that the options or the environment ask for, and says in the log what it did.</summary>
internal static class ModelLoader
{
    /// <param name="host">Its environment has the device where the options do not.</param>
    /// <param name="options">The device, the precision, and what the checkpoint does not say.</param>
    /// <param name="source">The model's files; <see langword="null"/>: the built-in model.</param>
    /// <returns>The model, and what it was loaded from.</returns>
    public static (ClipModel Model, ModelSource Source) Load(IHost host, TptOptions options, ModelSource? source)
    {
        using var channel = host.Start("Loading");
        var watch = Stopwatch.StartNew();
        var model = ClipModel.Load(
            options.Model with
            {
                Path = source?.Path,
                TokenizerFolder = source?.TokenizerFolder,
                ImageTowerPath = source?.ImageTowerPath,
                GpuDeviceId = options.Model.GpuDeviceId ?? Interop.GetGpuDeviceId(host),
                FallbackToCpu = options.Model.FallbackToCpu ?? Interop.GetFallbackToCpu(host),
            },
            options.Approximations);
        if (model.FallbackReason is { } reason)
        {
            channel.Warning(MessageSensitivity.None, "Computing on the CPU: {0}", reason);
        }
        var viewsAtATime = Math.Min(model.ViewChunkSize, options.Method.Needs(options.Views.Count).Views);
        channel.Info(MessageSensitivity.None, Invariant(
            $"Loaded the CLIP model in {model.Folder} in {watch.Elapsed.TotalSeconds:0.0} s: device {model.Device}, dtype {model.DType} (precision {options.Approximations.Precision}), {viewsAtATime} {(viewsAtATime == 1 ? "view" : "views")} at a time. The device is {TorchDevice.Rule}."));
        return (model, source ?? new ModelSource(model.Folder));
    }
}
