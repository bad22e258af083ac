using TorchSharp;
using Tpt.Engine;
using Tpt.Engine.Checkpoints;
using Tpt.Engine.Configuration;
using Tpt.Engine.Devices;
using Tpt.Engine.Modules;
using Tpt.Engine.Tokenization;
using static TorchSharp.torch;

namespace Tpt.Parity;

/// <summary>A model as the cases need it.</summary>
internal sealed class ParityModel : IDisposable
{
    private const string Extension = ".safetensors";
    private static readonly string[] _vocabularyFiles = ["vocab.json", "tokenizer.json"];
    private readonly IDisposable _owner;

    private ParityModel(string name, ClipNetwork network, ClipConfig config, ITextTokenizer? tokenizer, IDisposable owner)
        => (Name, Network, Config, Tokenizer, _owner) = (name, network, config, tokenizer, owner);

    /// <summary>The checkpoint's name: the model's, with that of the layout where it is not a folder.</summary>
    public string Name { get; }

    public ClipNetwork Network { get; }

    public ClipConfig Config { get; }

    /// <summary>Null where no vocabulary lies beside the weights: the cases' own token ids stand in.</summary>
    public ITextTokenizer? Tokenizer { get; }

    public double FeatureTolerance => Config.Vision is ClipVisionConfig ? Tolerances.VisionTransformerFeatures : Tolerances.ResNetFeatures;

    /// <summary>Every checkpoint of a model: <c>checkpoints/model/</c> and <c>checkpoints/model[.layout].safetensors</c>.</summary>
    public static IReadOnlyList<string> Find(string goldens, string model)
    {
        var folder = Path.Combine(goldens, "checkpoints");
        return !Directory.Exists(folder)
            ? []
            : [.. Directory.GetFileSystemEntries(folder)
                .Where(path => NameOf(path) is var name && (name == model || name.StartsWith(model + ".", StringComparison.Ordinal)))
                .Where(path => Directory.Exists(path) || path.EndsWith(Extension, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)];
    }

    public static bool HasVocabulary(string path) => _vocabularyFiles.Any(file => File.Exists(Path.Combine(path, file)));

    /// <summary>Any vocabulary of the goldens, for what is no model's own: they all share CLIP's. Null where there is none.</summary>
    public static string? FindVocabulary(string goldens)
    {
        var folder = Path.Combine(goldens, "checkpoints");
        return Directory.Exists(folder) ? Directory.GetDirectories(folder).Order(StringComparer.Ordinal).FirstOrDefault(HasVocabulary) : null;
    }

    public static ParityModel Load(string path, ParityVariant variant)
    {
        using var weights = new LoneWeights(path);
        if (variant.Config is not null)
        {
            return LoadChanged(path, weights, variant.Config, variant.Device);
        }
        var model = ClipModel.Load(new ModelOptions { Path = weights.Path, QuickGelu = weights.QuickGelu, GpuDeviceId = IdOf(variant.Device), WithoutTokenizer = !HasVocabulary(path) });
        return new ParityModel(NameOf(path), model.Network, model.Config, HasVocabulary(path) ? model.Tokenizer : null, model);
    }

    /// <summary>A device as <see cref="ModelOptions.GpuDeviceId"/> names it.</summary>
    public static int IdOf(Device device) => device.type == DeviceType.CUDA ? Math.Max(0, device.index) : TorchDevice.CpuId;

    public void Dispose() => _owner.Dispose();

    private static ParityModel LoadChanged(string path, LoneWeights weights, Func<ClipConfig, ClipConfig> change, Device device)
    {
        using var checkpoint = ClipCheckpoint.Open(new CheckpointRequest(weights.Path) { QuickGelu = weights.QuickGelu });
        var config = change(checkpoint.Config);
        var network = ClipNetwork.Empty(config, device);
        CheckpointLoader.Load(network, checkpoint.Weights);
        network.eval();
        return new ParityModel(NameOf(path), network, config, tokenizer: null, network);
    }

    private static string NameOf(string path)
        => Path.GetFileName(path) is var name && name.EndsWith(Extension, StringComparison.Ordinal) ? name[..^Extension.Length] : name;
}
