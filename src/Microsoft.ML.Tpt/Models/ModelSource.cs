using Tpt.Engine;
using Tpt.Hub;

namespace Microsoft.ML.Tpt.Models;

/// <summary>Where the files of a CLIP model lie.</summary>
/// <param name="Path">The folder, or the file with the weights in it.</param>
/// <param name="TokenizerFolder">The folder with the tokenizer; <see langword="null"/>: the folder of the weights.</param>
/// <param name="ImageTowerPath">A TorchScript file that is run in place of the image tower; <see langword="null"/>: the model's own tower.</param>
internal sealed record ModelSource(string Path, string? TokenizerFolder = null, string? ImageTowerPath = null)
{
    /// <summary>What <see cref="Path"/> is the path of.</summary>
    public const string Weights = "CLIP model";

    /// <summary>What <see cref="TokenizerFolder"/> is the path of.</summary>
    public const string Tokenizer = "tokenizer";

    private const string ImageTower = "image tower";

    /// <summary>What is needed of a model on the hub.</summary>
    /// <param name="what">What a path is the path of.</param>
    public static HubContent ContentOf(string what) => what == Tokenizer ? HubContent.Tokenizer : HubContent.Model;

    /// <summary>The files that options name; <see langword="null"/>: those of the built-in model.</summary>
    /// <param name="options">The options.</param>
    /// <param name="find">The place of a path: its value, and what it is the path of.</param>
    public static ModelSource? Of(ModelOptions options, Func<string, string, string> find) => options.Path is { } path
        ? new ModelSource(
            find(path, Weights),
            options.TokenizerFolder is { } tokenizer ? find(tokenizer, Tokenizer) : null,
            options.ImageTowerPath is { } tower ? find(tower, ImageTower) : null)
        : null;
}
