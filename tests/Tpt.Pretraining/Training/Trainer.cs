using TorchSharp;
using Tpt.Engine.Configuration;
using Tpt.Engine.Modules;
using Tpt.Engine.Tokenization;
using Tpt.Pretraining.Pictures;
using static TorchSharp.torch;

namespace Tpt.Pretraining.Training;

/// <summary>
/// Contrastive training of both towers (Radford et al., 2021): the network computes in bfloat16, losses, weights and the
/// optimisers' states are in 32-bit floats. Random numbers of a step follow from the seed and the step's number.
/// </summary>
internal sealed class Trainer : IDisposable
{
    private readonly PictureLibrary _library;
    private readonly BatchSampler _sampler;
    private readonly TrainingSettings _settings;
    private readonly int _imageSize;
    private readonly int _patchCount;
    private readonly ClipNetwork _network;
    private readonly PatchDropout _somePatches;
    private readonly MasterWeights _weights;
    private readonly Muon _muon;
    private readonly AdamW _adamW;
    private readonly TextBatch _texts;
    private readonly Tensor _pixels;

    public Trainer(PictureLibrary library, BatchSampler sampler, ClipTokenizer tokenizer, ClipConfig config, TrainingSettings settings)
    {
        (_library, _sampler, _settings) = (library, sampler, settings);
        (_imageSize, _patchCount) = (config.Vision.ImageSize, ((ClipVisionConfig)config.Vision).PatchCount);
        _network = BuiltInArchitecture.Initialise(config, settings.Seed);
        _somePatches = new PatchDropout(_network.Images);
        _weights = new MasterWeights(_network);
        _muon = new Muon(_weights.Matrices, settings.WeightDecay);
        _adamW = new AdamW(_weights.Others, name => IsDecayed(name) ? settings.WeightDecay : 0);
        _texts = new TextBatch(tokenizer);
        using var scope = NewDisposeScope();
        _pixels = from_array(library.Pixels).to(Device).view(-1, PictureLibrary.Size, PictureLibrary.Size, 4).DetachFromDisposeScope();
    }

    /// <summary>Steps done.</summary>
    public int Step { get; private set; }

    public double LogitScale => Math.Exp(_weights.Weights["logit_scale"].item<float>());

    /// <summary>One step of the optimisers.</summary>
    public StepLosses Next()
    {
        using var scope = NewDisposeScope();
        using var attention = new PlainAttention();
        var batch = _sampler.Next(Step);
        random.manual_seed(_settings.Seed * 1_000_003L + Step);
        var losses = Backward(batch);
        var factor = LearningRateSchedule.Factor(Step, _settings);
        var gradients = ClippedGradients();
        Step++;
        _muon.Step(name => gradients[name], factor * _settings.MatrixLearningRate);
        _adamW.Step(name => gradients[name], factor * _settings.LearningRate, Step);
        // The average follows closely at first, so that it does not carry the initial weights along.
        _weights.Publish(Math.Min(_settings.AverageDecay, (1.0 + Step) / (10 + Step)));
        return losses;
    }

    /// <summary>Writes the averaged weights into a network of the same sizes.</summary>
    public void CopyAveragesTo(ClipNetwork network) => _weights.CopyAveragesTo(network);

    /// <summary>Everything that <see cref="Resume"/> needs.</summary>
    public void Save(string folder)
    {
        var tensors = new Dictionary<string, Tensor>();
        foreach (var (prefix, state) in States())
        {
            foreach (var (name, tensor) in state)
            {
                tensors[prefix + name] = tensor;
            }
        }
        TrainingCheckpoint.Save(folder, Step, tensors, new Dictionary<string, double> { ["seed"] = _settings.Seed, ["steps"] = _settings.Steps });
    }

    /// <summary>Goes on from a folder's checkpoint, if it has one.</summary>
    /// <exception cref="InvalidDataException">The checkpoint is of a run with another seed or another number of steps.</exception>
    public void Resume(string folder)
    {
        using var checkpoint = TrainingCheckpoint.Load(folder);
        if (checkpoint is null)
        {
            return;
        }
        var (seed, steps) = ((int)checkpoint.Numbers["seed"], (int)checkpoint.Numbers["steps"]);
        if (seed != _settings.Seed || steps != _settings.Steps)
        {
            throw new InvalidDataException(
                $"The checkpoint in '{folder}' is of a run with seed {seed} and {steps} steps, but this one has seed {_settings.Seed} and {_settings.Steps} steps; give it those, or another folder.");
        }
        using var noGrad = no_grad();
        foreach (var (prefix, state) in States())
        {
            foreach (var (name, tensor) in state)
            {
                tensor.copy_(checkpoint.Tensors[prefix + name]);
            }
        }
        Step = checkpoint.Step;
        _weights.CopyToNetwork();
    }

    public void Dispose()
    {
        _pixels.Dispose();
        _adamW.Dispose();
        _muon.Dispose();
        _weights.Dispose();
        _network.Dispose();
    }

    private static bool IsDecayed(string name)
        => name.EndsWith("token_embedding.weight", StringComparison.Ordinal) || name.EndsWith("patch_embedding.weight", StringComparison.Ordinal)
            || name.EndsWith("_projection.weight", StringComparison.Ordinal);

    private Device Device => _network.LogitScale.device;

    private StepLosses Backward(TrainingBatch batch)
    {
        var count = batch.Pictures.Length;
        var progress = (double)Step / _settings.Steps;
        var pictures = _pixels.index_select(0, tensor(Array.ConvertAll(batch.Pictures, p => (long)p), device: Device));
        var mirrored = Array.ConvertAll(batch.Pictures, p => _library.Concepts[_library.Pictures[p].Concept].MayBeMirrored);
        var pixels = Augmentation.Apply(pictures, mirrored, _imageSize, SmallestArea(progress)).to(MasterWeights.ComputeDType);
        var features = KeptTokens(count, progress) is { } kept ? _somePatches.Encode(pixels, kept) : _network.Images.forward(pixels);
        var images = ClipNetwork.Normalize(features.to(ScalarType.Float32));
        var texts = _texts.Encode(_network,
            [.. batch.Captions, .. batch.TextPairs.Select(p => p.First), .. batch.TextPairs.Select(p => p.Second)]);
        var scale = _network.LogitScale.to(ScalarType.Float32).exp();
        var targets = arange(count, device: Device);
        var logits = scale * images.matmul(texts.narrow(0, 0, count).t());
        var (imageToText, textToImage) = (nn.functional.cross_entropy(logits, targets), nn.functional.cross_entropy(logits.t(), targets));
        var textToText = PairLoss(texts, count, batch.TextPairs.Length, scale.detach());
        ((imageToText + textToImage) / 2 + _settings.TextPairWeight * textToText).backward();
        return new StepLosses(imageToText.item<float>(), textToImage.item<float>(), textToText.item<float>(),
            logits.argmax(1).eq(targets).to(ScalarType.Float32).mean().item<float>());
    }

    private static Tensor PairLoss(Tensor texts, int start, int pairs, Tensor scale)
    {
        if (pairs == 0)
        {
            return zeros(1, device: texts.device);
        }
        var logits = scale * texts.narrow(0, start, pairs).matmul(texts.narrow(0, start + pairs, pairs).t());
        var targets = arange(pairs, device: texts.device);
        return (nn.functional.cross_entropy(logits, targets) + nn.functional.cross_entropy(logits.t(), targets)) / 2;
    }

    /// <summary>Gentle crops first.</summary>
    private static double SmallestArea(double progress) => progress < 0.35 ? 0.45 : 0.25;

    /// <summary>The class token and a random choice of patches, or null for all.</summary>
    private Tensor? KeptTokens(int count, double progress)
    {
        if (progress >= _settings.AllPatchesFrom || _settings.KeptPatches >= _patchCount)
        {
            return null;
        }
        var (_, patches) = rand(count, _patchCount, device: Device).topk(_settings.KeptPatches, 1);
        return cat([zeros_like(patches.narrow(1, 0, 1)), patches + 1], 1);
    }

    private Dictionary<string, Tensor> ClippedGradients()
    {
        var gradients = _weights.TakeGradients();
        var norm = stack(gradients.Values.Select(g => g.norm())).norm().item<float>();
        if (!float.IsFinite(norm))
        {
            throw new InvalidOperationException($"The gradient is not finite at step {Step}: lower the learning rates and go on from the checkpoint.");
        }
        foreach (var gradient in gradients.Values)
        {
            gradient.mul_(Math.Min(1, _settings.GradientClip / (norm + 1e-6)));
        }
        return gradients;
    }

    private IEnumerable<(string Prefix, IReadOnlyDictionary<string, Tensor> State)> States() =>
    [
        ("weights.", _weights.Weights), ("averages.", _weights.Averages), ("velocities.", _muon.Velocities),
        ("means.", _adamW.Means), ("squares.", _adamW.Squares),
    ];
}
