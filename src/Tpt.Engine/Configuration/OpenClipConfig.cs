using Tpt.Engine.Imaging;

namespace Tpt.Engine.Configuration;

/// <summary>What <c>open_clip_config.json</c> says. Defaults are OpenCLIP's own.</summary>
internal sealed record OpenClipConfig
{
    /// <summary>The file's name, beside the weights.</summary>
    public const string FileName = "open_clip_config.json";

    /// <summary>How its tokenizer reads a text.</summary>
    public ModelFamily Family { get; init; } = ModelFamily.Clip;

    /// <summary>The token at which the text tower is read; null: the one with the largest id.</summary>
    public int? EndOfTextId { get; init; }

    /// <summary>Whether the activation is QuickGELU; null where the file does not say, which means GELU to OpenCLIP.</summary>
    public bool? QuickGelu { get; init; }

    /// <summary>Whether a GELU of the image tower is its approximation by the hyperbolic tangent.</summary>
    public bool VisionTanh { get; init; }

    /// <summary>Whether a GELU of the text tower is its approximation by the hyperbolic tangent.</summary>
    public bool TextTanh { get; init; }

    /// <summary>The epsilon of the image tower's layer norms.</summary>
    public double VisionNormEps { get; init; } = 1e-5;

    /// <summary>The epsilon of the text tower's layer norms.</summary>
    public double TextNormEps { get; init; } = 1e-5;

    /// <summary>The width and height of the images that the tower reads, in pixels. Weights for another size have their positions interpolated.</summary>
    public int ImageSize { get; init; } = 224;

    /// <summary>The width of a head of the image tower.</summary>
    public int VisionHeadWidth { get; init; } = 64;

    /// <summary>The text tower's heads.</summary>
    public int TextHeads { get; init; } = 8;

    /// <summary>Whether Hugging Face's tokenizer is named, which reads more files than the vocabulary.</summary>
    public bool NamesTokenizer { get; init; }

    /// <summary>Whether the image tower is a ResNet, whose layers are a list; null where no layers are said.</summary>
    public bool? HasResNet { get; init; }

    /// <summary>Sizes that the weights show too, by their key; those that the file says.</summary>
    public IReadOnlyDictionary<string, int> Sizes { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>How an image becomes the model's input.</summary>
    public ImagePreprocessing Preprocessing { get; init; } = new();

    /// <summary>Whether the file says that, rather than leave it to OpenCLIP's defaults, which are CLIP's.</summary>
    public bool SaysPreprocessing { get; init; }
}
