using TorchSharp;
using Tpt.Engine.Validation;

namespace Tpt.Engine;

/// <summary>What <see cref="ClipModel.Load(string, ClipLoadOptions)"/> needs to be told where a checkpoint does not say it.</summary>
/// <example>
/// <code>
/// using var clip = ClipModel.Load("models/open_clip.safetensors", new ClipLoadOptions
/// {
///     Device = TorchDevice.Select(gpuDeviceId: 0, fallbackToCpu: true, out _),
///     Precision = TptPrecision.Auto,
///     TokenizerFolder = "models/clip-vit-base-patch16",
///     QuickGelu = false,
/// });
/// </code>
/// </example>
public sealed record ClipLoadOptions
{
    internal const int MostViewsTogether = TptClassifierOptionsValidator.MostViews;

    /// <summary>Where the model is to live.</summary>
    /// <value>The default is <see langword="null"/>: the first CUDA device, or the CPU where there is none.</value>
    public torch.Device? Device { get; init; }

    /// <summary>What the image tower computes in.</summary>
    /// <value>The default is <see cref="TptPrecision.Float32"/>.</value>
    public TptPrecision Precision { get; init; } = TptPrecision.Float32;

    /// <summary>
    /// Whether the image tower is kept in 32-bit floats too, where <see cref="Precision"/> is lower. <see cref="TptClassifierOptions.ExactMargin"/>
    /// needs it for the images that are classified again. It takes 4 bytes a weight: 345 MB for ViT-B/16.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool KeepFloat32 { get; init; }

    /// <summary>
    /// How many views go through the image tower together, in [1, 4096]. It changes speed and memory, and on some kernels the last
    /// digits of the features; the same number rounds alike on machines of one kind.
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>: on a CPU as many as keep the widest activation below 5 million numbers (8 for ViT-B/16, 32 for
    /// ViT-B/32), which the benchmark <c>vision</c> found at or near the fastest; on a GPU 64, which has not been measured.
    /// </value>
    public int? ViewChunkSize { get; init; }

    /// <summary>
    /// Whether the fastest <see cref="ViewChunkSize"/> on this machine is looked for while the model is loaded, which takes
    /// as long as the views of one or two images. <see cref="ClipModel.ViewChunkSize"/> says what was found. A measurement is not the same
    /// every time: to have another process round alike, give it that number.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool MeasureViewChunkSize { get; init; }

    /// <summary>The folder with vocab.json and merges.txt, or tokenizer.json. OpenAI's and OpenCLIP's weights come without them.</summary>
    /// <value>The default is <see langword="null"/>: the folder of the weights.</value>
    public string? TokenizerFolder { get; init; }

    /// <summary>
    /// Whether the towers' activation is QuickGELU, <c>x * sigmoid(1.702 x)</c>, rather than GELU with the error function. It goes
    /// before what the checkpoint says: a model that was trained with the other one loses accuracy without an error.
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>: <c>hidden_act</c> of a Hugging Face config.json; QuickGELU for OpenAI's weights, which
    /// are known by their input_resolution, context_length and vocab_size; <c>quick_gelu</c> of an open_clip_config.json beside the
    /// weights; QuickGELU for weights with OpenAI's names in 16-bit floats, as OpenAI stores them; an error elsewhere.
    /// </value>
    public bool? QuickGelu { get; init; }

    /// <summary>Loads a model whose caller has token ids already: asking it for its tokenizer is an error.</summary>
    internal bool WithoutTokenizer { get; init; }

    internal void Check()
    {
        OptionCheck.Defined(nameof(Precision), Precision);
        if (ViewChunkSize is < 1 or > MostViewsTogether)
        {
            throw new ArgumentOutOfRangeException(nameof(ViewChunkSize),
                FormattableString.Invariant($"ViewChunkSize must be at least 1 and at most {MostViewsTogether}, or null to be chosen, and is {ViewChunkSize}: an image has no more views."));
        }
        if (ViewChunkSize is { } size && MeasureViewChunkSize)
        {
            throw new ArgumentException($"ViewChunkSize is {size}, so there is nothing for MeasureViewChunkSize to find; set one of them.", nameof(MeasureViewChunkSize));
        }
    }
}
