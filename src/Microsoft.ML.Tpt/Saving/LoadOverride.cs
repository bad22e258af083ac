using Tpt.Engine;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>
/// What the application puts in the place of what a saved model says, while it is loaded. ML.NET's loader calls
/// <see cref="ModelLoaders"/> with the file alone, at whatever depth of chains and on the thread of its caller, so it goes by way of the execution context.
/// </summary>
internal static class LoadOverride
{
    private static readonly AsyncLocal<TptLoadOptions?> _current = new();

    /// <summary>What holds for the load that runs here; nothing, where ML.NET's own <c>Load</c> was called.</summary>
    public static TptLoadOptions Current => _current.Value ?? new TptLoadOptions();

    /// <summary>Loads with overrides, which end with the call.</summary>
    public static T During<T>(TptLoadOptions options, Func<T> load)
    {
        var before = _current.Value;
        _current.Value = options;
        try
        {
            return load();
        }
        finally
        {
            _current.Value = before;
        }
    }

    /// <summary>The saved options with what is overridden.</summary>
    /// <param name="saved">The options in the saved file, which are changed.</param>
    public static void ApplyTo(TptOptions saved)
    {
        var (options, model) = (Current, saved.Model);
        saved.Model = model with
        {
            GpuDeviceId = options.GpuDeviceId ?? model.GpuDeviceId,
            FallbackToCpu = options.FallbackToCpu ?? model.FallbackToCpu,
            Download = options.Download,
        };
        if (saved.ModelStorage == TptModelStorage.Reference)
        {
            saved.Model = saved.Model with
            {
                Path = Instead(model.Path, options.ModelPath),
                TokenizerFolder = Instead(model.TokenizerFolder, options.TokenizerFolder),
                ImageTowerPath = Instead(model.ImageTowerPath, options.ImageTowerPath),
            };
        }
    }

    private static string? Instead(string? saved, string? other) => saved is null ? null : other ?? saved;
}
