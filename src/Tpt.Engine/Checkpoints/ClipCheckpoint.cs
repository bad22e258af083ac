using Tpt.Engine.Checkpoints.Layouts;
using Tpt.Engine.Checkpoints.Storage;
using Tpt.Engine.Configuration;
using Tpt.Engine.Files;
using Tpt.Engine.Imaging;
using static System.FormattableString;

namespace Tpt.Engine.Checkpoints;

/// <summary>A checkpoint of any layout: weights under the names of <see cref="Modules.ClipNetwork"/>, architecture and preprocessing.</summary>
internal sealed class ClipCheckpoint : IDisposable
{
    private const string ConfigFile = "config.json";
    private const string PreprocessorFile = "preprocessor_config.json";

    private ClipCheckpoint(ModelFileReader files, ITensorSource weights, ClipConfig config, ImagePreprocessing preprocessing)
        => (Files, Weights, Config, Preprocessing) = (files, weights, config, preprocessing);

    /// <summary>What the small files are read with.</summary>
    public ModelFileReader Files { get; }

    public ITensorSource Weights { get; }

    public ClipConfig Config { get; }

    public ImagePreprocessing Preprocessing { get; }

    /// <summary>The folder that the checkpoint's files lie in.</summary>
    /// <param name="path">That folder, or the file of the weights.</param>
    public static string FolderOf(string path) => Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;

    /// <param name="request">Which checkpoint, and what its files do not say.</param>
    /// <exception cref="IOException">A file is not there.</exception>
    /// <exception cref="InvalidDataException">A file does not hold what it should, or two files contradict each other.</exception>
    public static ClipCheckpoint Open(CheckpointRequest request)
    {
        var (path, quickGelu) = (request.Path, request.QuickGelu);
        var files = new ModelFileReader();
        var weights = WeightFiles.Open(path);
        try
        {
            var folder = FolderOf(path);
            var checkpoint = OpenAiArchitecture.Fits(weights) ? OpenOpenAi(files, weights, folder, quickGelu) : OpenHuggingFace(files, weights, folder, quickGelu);
            var (crop, size) = (checkpoint.Preprocessing.CropSize, checkpoint.Config.Vision.ImageSize);
            if (crop != size)
            {
                throw new InvalidDataException(Invariant($"'{folder}': {PreprocessorFile} crops to {crop} px, but the image tower reads {size} px."));
            }
            CheckpointLoader.RequireFit(ClipShapes.Of(checkpoint.Config), checkpoint.Weights);
            return checkpoint;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    public void Dispose() => Weights.Dispose();

    private static ClipCheckpoint OpenHuggingFace(ModelFileReader files, ITensorSource weights, string folder, bool? quickGelu)
    {
        var configFile = RequireFile(folder, ConfigFile);
        var config = ClipConfigReader.Read(configFile, files);
        ConfigFit.Require(configFile, config, weights);
        if (quickGelu is { } told)
        {
            var activation = told ? ClipActivation.QuickGelu : ClipActivation.Gelu;
            config = config with
            {
                Text = config.Text with { HiddenAct = activation },
                Vision = (ClipVisionConfig)config.Vision with { HiddenAct = activation },
            };
        }
        return new ClipCheckpoint(files, weights, config, ReadPreprocessing(files, RequireFile(folder, PreprocessorFile)));
    }

    private static ClipCheckpoint OpenOpenAi(ModelFileReader files, IStoredTensors weights, string folder, bool? quickGelu)
    {
        var openClipFile = Path.Combine(folder, OpenClipConfig.FileName);
        var openClip = File.Exists(openClipFile) ? OpenClipConfigReader.Read(openClipFile, files) : null;
        var config = OpenAiArchitecture.Infer(weights, openClip, quickGelu);
        var preprocessorFile = Path.Combine(folder, PreprocessorFile);
        var preprocessing = File.Exists(preprocessorFile) ? ReadPreprocessing(files, preprocessorFile) : Preprocess(folder, config, openClip);
        return new ClipCheckpoint(files, new OpenAiTensorSource(weights, OpenAiArchitecture.HasVisionTransformer(weights)), config, preprocessing);
    }

    private static ImagePreprocessing ReadPreprocessing(ModelFileReader files, string path) => PreprocessorConfig.Read(files.Read(path), path);

    private static ImagePreprocessing Preprocess(string folder, ClipConfig config, OpenClipConfig? openClip)
    {
        var clip = new ImagePreprocessing { ResizeShortestEdge = config.Vision.ImageSize, CropSize = config.Vision.ImageSize };
        if (openClip is null)
        {
            return clip;
        }
        clip = clip with { Mean = openClip.Mean ?? clip.Mean, Std = openClip.Std ?? clip.Std, Filter = openClip.Filter };
        return NormalizationTable.FindOverflow(clip) is { } overflow
            ? throw new InvalidDataException($"'{Path.Combine(folder, OpenClipConfig.FileName)}', preprocess_cfg: {overflow}.")
            : clip;
    }

    private static string RequireFile(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"'{folder}' is not a Hugging Face CLIPModel folder: it has no {name}.", path);
    }
}
