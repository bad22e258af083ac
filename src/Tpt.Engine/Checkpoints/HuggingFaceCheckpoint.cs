using Tpt.Engine.Checkpoints.Layouts;
using Tpt.Engine.Checkpoints.Storage;
using Tpt.Engine.Configuration;
using Tpt.Engine.Files;
using Tpt.Engine.Imaging;

namespace Tpt.Engine.Checkpoints;

/// <summary>Reads a checkpoint with the transformers library's names: <c>config.json</c> says the architecture.</summary>
internal static class HuggingFaceCheckpoint
{
    private const string ConfigFile = "config.json";

    /// <param name="request">Which checkpoint, and what its files do not say.</param>
    /// <param name="files">What reads the small files.</param>
    /// <param name="stored">The weights.</param>
    /// <param name="folder">The folder that they lie in.</param>
    /// <exception cref="FileNotFoundException">A file is not there.</exception>
    /// <exception cref="InvalidDataException">A file does not hold what it should, or two contradict each other.</exception>
    public static ClipCheckpoint Read(CheckpointRequest request, ModelFileReader files, IStoredTensors stored, string folder)
    {
        var configFile = Path.Combine(folder, ConfigFile);
        if (!File.Exists(configFile))
        {
            ForeignWeights.Refuse(stored, request.ImageTowerPath is not null);
            throw new FileNotFoundException($"'{folder}' is not a Hugging Face CLIPModel folder: it has no {ConfigFile}, which says the architecture of weights with such names.", configFile);
        }
        var config = ClipConfigReader.Read(configFile, files, request.ImageTowerPath);
        ForeignWeights.Refuse(stored, request.ImageTowerPath is not null);
        ITensorSource weights = request.ImageTowerPath is null ? stored : SelectedTensors.Without(stored, "vision_model.", "visual_projection.");
        ConfigFit.Require(configFile, config, weights);
        var published = PublishedWeights.Find(request.Pretrained, request.HubId ?? PretrainedTags.HubIdOf(folder), config, weights.Description);
        if ((request.QuickGelu ?? published.Named?.QuickGelu) is { } told)
        {
            var activation = told ? ClipActivation.QuickGelu : ClipActivation.Gelu;
            config = CheckpointActivation.Set(config, activation, activation);
        }
        var preprocessing = published.Named?.Preprocessing
            ?? PreprocessorFiles.Find(files, folder, config.Family == ModelFamily.Siglip ? ProcessorKind.Siglip : null)
            ?? published.OfHubId?.Preprocessing
            ?? throw NoPreprocessing(folder);
        return new ClipCheckpoint(files, weights, config, preprocessing) { Layout = "Hugging Face" };
    }

    private static FileNotFoundException NoPreprocessing(string folder)
        => new($"'{folder}' does not say how images are preprocessed: it has no {PreprocessorConfig.FileName}, and no {PreprocessorConfig.NestingFileName} with an image_processor inside. CLIPModel.save_pretrained writes neither; "
            + "CLIPProcessor.save_pretrained does. Put the base model's beside it, or set ModelOptions.Pretrained if these are weights that OpenCLIP publishes.",
            Path.Combine(folder, PreprocessorConfig.FileName));
}
