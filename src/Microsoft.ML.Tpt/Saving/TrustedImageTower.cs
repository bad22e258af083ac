using Microsoft.ML.Tpt.Internals;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>
/// Whether the TorchScript file that a saved transformer names may be run. It is a program, and here a file names it rather than the
/// application, so the application has to agree.
/// </summary>
internal static class TrustedImageTower
{
    public const string Switch = "Microsoft.ML.Tpt.AllowTorchScript";

    /// <exception cref="InvalidOperationException">The options name a TorchScript file, and the application has not agreed.</exception>
    public static void Require(TptOptions options)
    {
        if (options.Model.ImageTowerPath is { } path && !(AppContext.TryGetSwitch(Switch, out var isAllowed) && isAllowed))
        {
            throw new InvalidOperationException(
                $"The saved model names the TorchScript file '{MessageText.Cut(path)}' as its image tower. Such a file is a program. If you trust it and the saved model, call AppContext.SetSwitch(\"{Switch}\", true) before you load the model.");
        }
    }
}
