using Tpt.Engine.Checkpoints.Layouts;
using Tpt.Engine.Checkpoints.Storage;
using Tpt.Engine.Configuration;
using Tpt.Engine.Files;
using Tpt.Engine.Imaging;
using static System.FormattableString;

namespace Tpt.Engine.Checkpoints;

/// <summary>
/// Reads a checkpoint with OpenAI's or OpenCLIP's names. Shapes show the sizes. The rest is, in this order, what the user says, what the
/// files say, and what is known of the hub id that the folder is of; nothing is guessed.
/// </summary>
internal sealed class OpenClipCheckpoint
{
    /// <summary>MetaCLIP 2's; no other of OpenCLIP's models has as many tokens.</summary>
    private const int MetaClip2Vocabulary = 901_629;

    /// <summary>MetaCLIP 2's end of text.</summary>
    private const int MetaClip2EndOfText = 2;

    private readonly CheckpointRequest _request;
    private readonly ModelFileReader _files;
    private readonly SelectedTensors _stored;
    private readonly string _folder;
    private readonly string _configFile;
    private readonly OpenClipConfig? _openClip;
    private readonly bool _isOpenAi;

    private OpenClipCheckpoint(CheckpointRequest request, ModelFileReader files, IStoredTensors stored, string folder)
    {
        (_request, _files, _folder) = (request, files, folder);
        _configFile = Path.Combine(folder, OpenClipConfig.FileName);
        _openClip = File.Exists(_configFile) ? OpenClipConfigReader.Read(_configFile, files, HasScriptedTower) : null;
        ForeignWeights.Refuse(stored, HasScriptedTower);
        var bare = SelectedTensors.WithBareText(stored);
        _stored = HasScriptedTower ? SelectedTensors.Without(bare, "visual.") : bare;
        _isOpenAi = OpenAiArchitecture.IsOpenAis(_stored);
    }

    private bool HasScriptedTower => _request.ImageTowerPath is not null;

    /// <param name="request">Which checkpoint, and what its files do not say.</param>
    /// <param name="files">What reads the small files.</param>
    /// <param name="stored">The weights.</param>
    /// <param name="folder">The folder that they lie in.</param>
    /// <exception cref="ArgumentException">No weights are published under the name that the user says.</exception>
    /// <exception cref="InvalidDataException">A file does not hold what it should, two contradict each other, or something is not said.</exception>
    public static ClipCheckpoint Read(CheckpointRequest request, ModelFileReader files, IStoredTensors stored, string folder)
        => new OpenClipCheckpoint(request, files, stored, folder).Read();

    private ClipCheckpoint Read()
    {
        var sizes = OpenAiArchitecture.Infer(_stored, HasScriptedTower ? new ScriptedTowerConfig { Path = _request.ImageTowerPath! } : null);
        sizes = WithFamily(sizes);
        var published = PublishedWeights.Find(_request.Pretrained, _request.HubId ?? PretrainedTags.HubIdOf(_folder), sizes, _stored.Description);
        if (_openClip is not null)
        {
            OpenClipFit.Require(_configFile, _openClip, sizes, _stored.Description);
        }
        else if (HasScriptedTower && published is (null, null))
        {
            throw CheckpointQuestions.TextTower(_stored.Description);
        }
        var config = HeadCounts.Add(sizes, published.Named, _openClip, _isOpenAi, _stored.Description);
        config = WithActivation(config, published);
        var preprocessing = Preprocessing(config, published);
        ITensorSource weights = new OpenAiTensorSource(_stored, OpenAiArchitecture.HasVisionTransformer(_stored));
        if (config.Vision is ClipVisionConfig vision)
        {
            var imageSize = published.Named?.ImageSize ?? _openClip?.ImageSize ?? vision.ImageSize;
            weights = ResizedPositions.For(weights, vision, imageSize, _configFile);
            config = config with { Vision = vision with { ImageSize = imageSize, LayerNormEps = _openClip?.VisionNormEps ?? vision.LayerNormEps } };
        }
        else if (config.Vision is ScriptedTowerConfig scripted)
        {
            config = config with { Vision = scripted with { ImageSize = published.Named is null && _openClip is not null ? _openClip.ImageSize : preprocessing.CropSize } };
        }
        return new ClipCheckpoint(_files, weights, config, preprocessing) { Layout = _isOpenAi ? "OpenAI" : "OpenCLIP", ReadsVocabularyAlone = _openClip is not { NamesTokenizer: true } };
    }

    /// <summary>The tokenizer that the text tower was trained with, as far as weights alone show it.</summary>
    private ClipConfig WithFamily(ClipConfig config)
    {
        if (_openClip is not null)
        {
            return config with { Family = _openClip.Family, Text = config.Text with { EndOfTextId = _openClip.EndOfTextId, LayerNormEps = _openClip.TextNormEps } };
        }
        if (config.Text.VocabSize == MetaClip2Vocabulary)
        {
            return config with { Family = ModelFamily.MetaClip2, Text = config.Text with { EndOfTextId = MetaClip2EndOfText } };
        }
        return config.Text.VocabSize < 2 * new ClipTextConfig().VocabSize ? config : throw new InvalidDataException(Invariant(
            $"'{_stored.Description}' has an embedding of {config.Text.VocabSize} tokens, which is not that of CLIP's tokenizer: put {OpenClipConfig.FileName} beside it, which says which tokenizer it is."));
    }

    private ClipConfig WithActivation(ClipConfig config, PublishedWeights published)
    {
        var quickGelu = _request.QuickGelu ?? QuickGeluRule.Choose(published, _isOpenAi, _openClip, _configFile)
            ?? throw CheckpointQuestions.Activation(_stored.Description, _openClip is not null || PreprocessorFiles.Exist(_folder));
        return CheckpointActivation.Set(config, Activation(quickGelu, _openClip?.TextTanh), Activation(quickGelu, _openClip?.VisionTanh));
    }

    private static ClipActivation Activation(bool quickGelu, bool? tanh)
    {
        var gelu = tanh == true ? ClipActivation.GeluTanh : ClipActivation.Gelu;
        return quickGelu ? ClipActivation.QuickGelu : gelu;
    }

    private ImagePreprocessing Preprocessing(ClipConfig config, PublishedWeights published)
    {
        if (published.Named is { } named)
        {
            return named.Preprocessing;
        }
        if (_openClip is { SaysPreprocessing: true })
        {
            return _openClip.Preprocessing;
        }
        var size = config.Vision.ImageSize;
        return PreprocessorFiles.Find(_files, _folder)
            ?? PreprocessingOfConfig(published.OfHubId)
            ?? published.OfHubId?.Preprocessing
            ?? (_isOpenAi && !HasScriptedTower ? new ImagePreprocessing { ResizeEdge = size, CropSize = size } : null)
            ?? throw CheckpointQuestions.Preprocessing(_stored.Description);
    }

    /// <summary>An absent section means CLIP's preprocessing to OpenCLIP, which need not be how the weights were trained.</summary>
    private ImagePreprocessing? PreprocessingOfConfig(PretrainedTag? ofHubId)
    {
        if (_openClip is null || ofHubId is null || _openClip.Preprocessing == ofHubId.Preprocessing)
        {
            return _openClip?.Preprocessing;
        }
        throw new InvalidDataException($"'{_configFile}' has no preprocess_cfg, which means CLIP's preprocessing, but {ofHubId.Name}, whose folder this is, has another: set ModelOptions.Pretrained to '{ofHubId.Name}', or put a {PreprocessorConfig.FileName} beside it.");
    }
}
