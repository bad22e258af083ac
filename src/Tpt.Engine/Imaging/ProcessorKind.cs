namespace Tpt.Engine.Imaging;

/// <summary>
/// What Hugging Face's image processors do where their file does not say it. A file without a type is CLIP's.
/// </summary>
/// <param name="Name">The <c>image_processor_type</c>.</param>
/// <param name="Defaults">What an absent key stands for; null: that is not known here, so every key must be there.</param>
/// <param name="Crops">Whether the centre is cut out where <c>do_center_crop</c> is absent.</param>
/// <param name="NumberIsSquare">Whether a <c>size</c> that is a number is that of both sides; null: that is not known here.</param>
internal sealed record ProcessorKind(string Name, ImagePreprocessing? Defaults, bool Crops, bool? NumberIsSquare)
{
    /// <summary>CLIPImageProcessor, its fast version, and CLIPFeatureExtractor before them.</summary>
    public static ProcessorKind Clip { get; } = new("CLIPImageProcessor", new ImagePreprocessing(), Crops: true, NumberIsSquare: false);

    /// <summary>SiglipImageProcessor: both sides to 224, bicubic, mean and std 0.5, no crop.</summary>
    public static ProcessorKind Siglip { get; } = new("SiglipImageProcessor", Half(ResampleFilter.Bicubic), Crops: false, NumberIsSquare: null);

    /// <summary>ViTImageProcessor: both sides to 224, bilinear, mean and std 0.5, no crop.</summary>
    public static ProcessorKind Vit { get; } = new("ViTImageProcessor", Half(ResampleFilter.Bilinear), Crops: false, NumberIsSquare: true);

    /// <param name="type">The <c>image_processor_type</c> or, in older files, the <c>feature_extractor_type</c>.</param>
    public static ProcessorKind Of(string type) => type switch
    {
        "CLIPImageProcessor" or "CLIPImageProcessorFast" or "CLIPFeatureExtractor" => Clip,
        "SiglipImageProcessor" or "SiglipImageProcessorFast" => Siglip,
        "ViTImageProcessor" or "ViTImageProcessorFast" or "ViTFeatureExtractor" => Vit,
        _ => new ProcessorKind(type, Defaults: null, Crops: false, NumberIsSquare: null),
    };

    private static ImagePreprocessing Half(ResampleFilter filter)
        => new() { ResizeMode = ResizeMode.Squash, Filter = filter, Mean = [0.5f, 0.5f, 0.5f], Std = [0.5f, 0.5f, 0.5f] };
}
