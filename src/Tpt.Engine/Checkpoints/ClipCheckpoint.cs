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
    /// <param name="files">What the small files were read with.</param>
    /// <param name="weights">The weights; this checkpoint disposes of them.</param>
    /// <param name="config">The architecture.</param>
    /// <param name="preprocessing">How an image becomes the model's input.</param>
    public ClipCheckpoint(ModelFileReader files, ITensorSource weights, ClipConfig config, ImagePreprocessing preprocessing)
        => (Files, Weights, Config, Preprocessing) = (files, weights, config, preprocessing);

    /// <summary>What the small files are read with.</summary>
    public ModelFileReader Files { get; }

    public ITensorSource Weights { get; }

    public ClipConfig Config { get; }

    public ImagePreprocessing Preprocessing { get; }

    /// <summary>What people call the layout of the files.</summary>
    public required string Layout { get; init; }

    /// <summary>Whether texts are read by the vocabulary alone, as OpenAI's and OpenCLIP's own tokenizer does: it knows of no other special tokens than start and end.</summary>
    public bool ReadsVocabularyAlone { get; init; }

    /// <summary>The folder that the checkpoint's files lie in.</summary>
    /// <param name="path">That folder, or the file of the weights.</param>
    public static string FolderOf(string path) => Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;

    /// <param name="request">Which checkpoint, and what its files do not say.</param>
    /// <exception cref="ArgumentException">No weights are published under the name that the user says.</exception>
    /// <exception cref="IOException">A file is not there.</exception>
    /// <exception cref="InvalidDataException">A file does not hold what it should, two files contradict each other, or something is not said.</exception>
    public static ClipCheckpoint Open(CheckpointRequest request)
    {
        var files = new ModelFileReader();
        var weights = WeightFiles.Open(request.Path);
        try
        {
            var checkpoint = Read(request, files, weights, FolderOf(request.Path));
            var (crop, size) = (checkpoint.Preprocessing.CropSize, checkpoint.Config.Vision.ImageSize);
            if (crop != size)
            {
                throw new InvalidDataException(Invariant($"'{FolderOf(request.Path)}': the preprocessing crops to {crop} px, but the image tower reads {size} px."));
            }
            CheckpointLoader.RequireFit(ClipShapes.Of(checkpoint.Config), checkpoint.Weights, checkpoint.Config.Family);
            return checkpoint;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    public void Dispose() => Weights.Dispose();

    private static ClipCheckpoint Read(CheckpointRequest request, ModelFileReader files, IStoredTensors weights, string folder)
    {
        switch (WeightLayouts.Of(weights))
        {
            case WeightLayout.HuggingFace:
                return HuggingFaceCheckpoint.Read(request, files, weights, folder);
            case WeightLayout.OpenClip:
                return OpenClipCheckpoint.Read(request, files, weights, folder);
            default:
                ForeignWeights.Refuse(weights, request.ImageTowerPath is not null);
                throw ForeignWeights.Unknown(weights);
        }
    }
}
