using System.Text.Json.Serialization;
using Tpt.Engine.Devices;
using Tpt.Engine.Validation;
using Tpt.Engine.Views;

namespace Tpt.Engine;

/// <summary>Which CLIP model is loaded, where it runs, and what its files do not say.</summary>
/// <example>
/// <code>
/// using var clip = ClipModel.Load(new ModelOptions
/// {
///     Path = "models/open_clip.safetensors",
///     TokenizerFolder = "models/clip-vit-base-patch16",
///     QuickGelu = false,
///     GpuDeviceId = -1,
/// });
/// </code>
/// </example>
public sealed record ModelOptions : IOptionGroup
{
    private const int MostPromptsTogether = 4096;

    /// <summary>
    /// The folder of the model, or the file of weights in it that is meant: safetensors, or what PyTorch saves (.bin, .pt, .pth). Or an id on
    /// the Hugging Face hub, <c>org/name</c>, with <c>@revision</c> and <c>/file</c> behind it where they are meant. It is looked for in the
    /// hub's local cache, and downloaded where <see cref="Download"/> allows it.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the built-in model.</value>
    [ShortText]
    public string? Path { get; set; }

    /// <summary>
    /// Whether a model that <see cref="Path"/> or <see cref="TokenizerFolder"/> names by its id on the Hugging Face hub is downloaded where
    /// the hub's local cache does not have it. What is in the cache is taken as it is, without a question to the hub. Not saved with a transformer.
    /// </summary>
    /// <value>The default is <see langword="false"/>: the library opens no connection.</value>
    /// <example>
    /// <code>
    /// // 605 MB the first time, into the cache that Python's tools share; from there afterwards.
    /// using var clip = ClipModel.Load(new ModelOptions { Path = "openai/clip-vit-base-patch16", Download = true });
    /// </code>
    /// </example>
    public bool Download { get; set; }

    /// <summary>The folder with vocab.json and merges.txt, or tokenizer.json. OpenAI's and OpenCLIP's weights come without them. An id on the hub, as in <see cref="Path"/>, does as well. Not for the built-in model.</summary>
    /// <value>The default is <see langword="null"/>: the folder of the weights.</value>
    [ShortText]
    public string? TokenizerFolder { get; set; }

    /// <summary>
    /// Whether the towers' activation is QuickGELU, <c>x * sigmoid(1.702 x)</c>, rather than GELU with the error function. It goes
    /// before what the checkpoint says: a model that was trained with the other one loses accuracy without an error. Not for the built-in model.
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>: what <see cref="Pretrained"/> says, where that is set. Else <c>hidden_act</c> of a Hugging Face
    /// config.json. For weights with OpenAI's names it is QuickGELU where input_resolution, context_length and vocab_size are among them, which
    /// are OpenAI's own; then <c>quick_gelu</c> of an open_clip_config.json beside the weights; then what OpenCLIP knows of the hub id that the
    /// folder is of. Elsewhere it is an error: nothing is guessed.
    /// </value>
    public bool? QuickGelu { get; set; }

    /// <summary>
    /// OpenCLIP's name of the weights: architecture and tag as <c>open_clip.create_model</c> takes them, such as
    /// <c>ViT-H-14/laion2b_s32b_b79k</c>. It says the activation, the width of the heads, the image size and the preprocessing, and goes before
    /// what files say. Weights of other sizes than those of that name are refused. It is needed for weights that lie alone, without a
    /// configuration. Not for the built-in model.
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>: what the checkpoint's files say. What no file says is answered by the hub id that the folder is
    /// of (<c>models--organisation--name</c> in the Hugging Face cache, or <c>organisation/name</c> as the last two parts of its path), where
    /// OpenCLIP publishes weights of these very sizes under it.
    /// </value>
    [ShortText]
    public string? Pretrained { get; set; }

    /// <summary>
    /// A TorchScript file that is run in place of the image tower, <c>[N, 3, size, size]</c> to <c>[N, features]</c>, for OpenCLIP's models
    /// whose image tower is timm's; the text tower comes from the checkpoint. A TorchScript file is a program: name only one that you trust. Not for the built-in model.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the checkpoint's own image tower.</value>
    [ShortText]
    public string? ImageTowerPath { get; set; }

    /// <summary>The GPU to compute on, from 0; -1 is the CPU. Not saved with a transformer.</summary>
    /// <value>
    /// The default is <see langword="null"/>: a GPU where the application references a CUDA build of libtorch and one is there, unless
    /// <c>MLContext.GpuDeviceId</c> says otherwise; else the CPU. ML.NET's own documentation has the CPU for a <c>GpuDeviceId</c> of null.
    /// </value>
    [Within(TorchDevice.CpuId, 1023, Because = "it is the index of a CUDA device, or -1 for the CPU; null chooses")]
    public int? GpuDeviceId { get; set; }

    /// <summary>Whether the CPU takes over where libtorch finds no GPU of the number that was asked for. Not saved with a transformer.</summary>
    /// <value>The default is <see langword="null"/>: no, it is an error. In ML.NET <c>MLContext.FallbackToCpu</c> is asked.</value>
    public bool? FallbackToCpu { get; set; }

    /// <summary>
    /// How many views go through the image tower together, in [1, 4096]. It changes speed and memory, and on some kernels the last
    /// digits of the features; the same number rounds alike on machines of one kind.
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>: on a CPU as many as keep the widest activation below 5 million numbers (8 for ViT-B/16, 32 for
    /// ViT-B/32), which the benchmark <c>vision</c> found at or near the fastest; on a GPU 64, which has not been measured.
    /// </value>
    [Within(1, ViewOptions.Most, Because = "an image has no more views; null chooses")]
    public int? ViewChunkSize { get; set; }

    /// <summary>
    /// Whether the fastest <see cref="ViewChunkSize"/> on this machine is looked for while the model is loaded, which takes
    /// as long as the views of one or two images. <see cref="ClipModel.ViewChunkSize"/> says what was found. A measurement is not the same
    /// every time: a transformer of ML.NET keeps the number that was found, so that a saved one rounds alike.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool MeasureViewChunkSize { get; set; }

    /// <summary>
    /// How many prompts go through the text tower together. It bounds the memory of the gradient, which does not grow with the
    /// number of classes beyond it. In [1, 4096].
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>: as many as keep the graph of one chunk near 256 MB, about 130 at the size of ViT-B's
    /// text tower, with which the benchmark <c>text</c> measured a peak of 1.3 GB at 1000 classes, weights included.
    /// </value>
    [Within(1, MostPromptsTogether, Because = "the graph of so many prompts is in memory, 2 MB each with ViT-B; null chooses")]
    public int? ClassChunkSize { get; set; }

    /// <summary>The hub id that the files came from, of which more is known than they say; null: as their folder is called. A saved transformer keeps it, since its files may lie elsewhere.</summary>
    [JsonInclude]
    internal string? HubId { get; init; }

    /// <summary>Loads a model whose caller has token ids already: asking it for its tokenizer is an error.</summary>
    internal bool WithoutTokenizer { get; init; }

    void IOptionGroup.CheckTogether(string path)
    {
        if (ViewChunkSize is { } size && MeasureViewChunkSize)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{path}ViewChunkSize is {size}, so there is nothing for MeasureViewChunkSize to find; set one of them."), path + nameof(MeasureViewChunkSize));
        }
        var forOwnModels = new[] { (nameof(TokenizerFolder), TokenizerFolder is not null), (nameof(QuickGelu), QuickGelu is not null), (nameof(Pretrained), Pretrained is not null), (nameof(ImageTowerPath), ImageTowerPath is not null) };
        if (Path is null && forOwnModels.FirstOrDefault(entry => entry.Item2).Item1 is { } option)
        {
            throw new ArgumentException($"{path}{option} is set, but {path}{nameof(Path)} is null: the built-in model says all about itself. Set {nameof(Path)}, or leave {option} null.", path + option);
        }
    }
}
