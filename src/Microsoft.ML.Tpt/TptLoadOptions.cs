using Tpt.Engine;
using Tpt.Engine.Devices;
using Tpt.Engine.Validation;

namespace Microsoft.ML;

/// <summary>What <see cref="TptModelCatalog.LoadFrom(ModelOperationsCatalog, string, TptLoadOptions, out DataViewSchema)"/> puts in the place of what a saved model says of files and devices.</summary>
/// <remarks>
/// It holds for every <see cref="TptTransformer"/> in the file, at whatever depth of chains. A path replaces the one that a transformer
/// was saved with, and nothing where it was saved without. The files must be those that the model was saved with, by their SHA-256, so
/// no option here changes a score. Where the transformers of one file refer to different models, leave the paths null and put the
/// models' folders, under their own names, beside the saved file or into the directory that <c>TPT_MODEL_CACHE</c> names.
/// </remarks>
/// <example>
/// <code>
/// using var loaded = (IDisposable)mlContext.Model.LoadFrom("MLModel.zip", new TptLoadOptions { ModelPath = "/models/clip", GpuDeviceId = 0 }, out var schema);
/// </code>
/// </example>
public sealed record TptLoadOptions : IOptionGroup
{
    /// <summary>In place of <see cref="ModelOptions.Path"/>: a folder, a file of weights or an id on the Hugging Face hub, as <see cref="TptOptions.Model"/> says. A model in the saved file itself needs none, and does not use it.</summary>
    /// <value>The default is <see langword="null"/>: the path in the saved file, as <see cref="TptModelStorage.Reference"/> says.</value>
    [ShortText]
    public string? ModelPath { get; set; }

    /// <summary>In place of <see cref="ModelOptions.TokenizerFolder"/>, where the model was saved with one.</summary>
    /// <value>The default is <see langword="null"/>: the path in the saved file.</value>
    [ShortText]
    public string? TokenizerFolder { get; set; }

    /// <summary>
    /// In place of <see cref="ModelOptions.ImageTowerPath"/>, where the model was saved with one. The file is a program. Here the application
    /// names it, so the switch that <see cref="TptModelStorage.Reference"/> speaks of is not needed.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the path in the saved file.</value>
    [ShortText]
    public string? ImageTowerPath { get; set; }

    /// <summary>As <see cref="ModelOptions.Download"/>, which is not saved: whether a model that is named by its id on the Hugging Face hub is downloaded where the hub's local cache does not have it.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Download { get; set; }

    /// <summary>As <see cref="ModelOptions.GpuDeviceId"/>, which is not saved: the GPU to compute on, from 0; -1 is the CPU.</summary>
    /// <value>The default is <see langword="null"/>: <c>MLContext.GpuDeviceId</c>, and where that is null too, a GPU where there is one.</value>
    [Within(TorchDevice.CpuId, 1023, Because = "it is the index of a CUDA device, or -1 for the CPU; null chooses")]
    public int? GpuDeviceId { get; set; }

    /// <summary>As <see cref="ModelOptions.FallbackToCpu"/>, which is not saved: whether the CPU takes over where the GPU cannot be used.</summary>
    /// <value>The default is <see langword="null"/>: <c>MLContext.FallbackToCpu</c>.</value>
    public bool? FallbackToCpu { get; set; }

    void IOptionGroup.CheckTogether(string path)
    {
    }
}
