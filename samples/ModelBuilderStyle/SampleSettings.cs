using Tpt.Engine.Approximations;
using Tpt.Engine.Imaging;

namespace ModelBuilderStyle;

/// <summary>What the command line asks for.</summary>
internal sealed record SampleSettings
{
    /// <summary>A folder of class folders, a flat folder of images, or one image.</summary>
    public required string ImagesPath { get; init; }

    /// <summary>Where the model is saved, or is loaded from where <see cref="LoadsModel"/>.</summary>
    public required string ModelPath { get; init; }

    /// <summary>Whether a saved model is scored with. What follows is then settled in it, up to the files of results.</summary>
    public bool LoadsModel { get; init; }

    /// <summary>The class names; <see langword="null"/>: those of the class folders.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>The folder of a CLIP model, or its id on the Hugging Face hub; <see langword="null"/>: the built-in model.</summary>
    public string? Clip { get; init; }

    /// <summary>Whether a CLIP that is named by its hub id is downloaded where it is not here.</summary>
    public bool Downloads { get; init; }

    /// <summary>The folder of the tokenizer; <see langword="null"/>: that of <see cref="Clip"/>.</summary>
    public string? TokenizerFolder { get; init; }

    /// <summary>The prompt, with <c>{0}</c> for the class name; <see langword="null"/>: the model's own.</summary>
    public string? Template { get; init; }

    /// <summary>The number of views of each image.</summary>
    public int Views { get; init; }

    /// <summary>The number of tuning steps on each image; 0 is plain zero-shot.</summary>
    public int Steps { get; init; }

    /// <summary>The seed of the random views.</summary>
    public int Seed { get; init; }

    /// <summary>What the image tower computes in.</summary>
    public TptPrecision Precision { get; init; }

    /// <summary>Whether images are turned as their EXIF orientation says.</summary>
    public bool AppliesExif { get; init; }

    /// <summary>What decodes the images; <see langword="null"/>: SkiaSharp.</summary>
    public IImageDecoder? Decoder { get; init; }

    /// <summary>Where the results go as CSV; <see langword="null"/>: nowhere.</summary>
    public string? CsvPath { get; init; }

    /// <summary>Where the results go as JSON; <see langword="null"/>: nowhere.</summary>
    public string? JsonPath { get; init; }
}
