using Tpt.Cli.Batch.Inputs;
using Tpt.Cli.Batch.Manifests;
using Tpt.Engine;
using Tpt.Engine.Imaging;

namespace Tpt.Cli.Batch.Plans;

/// <summary>What a job is to be planned of.</summary>
/// <param name="Input">The pictures.</param>
/// <param name="Options">What the scores depend on.</param>
/// <param name="Model">The model, whose files are taken down.</param>
/// <param name="Place">How it was named.</param>
internal sealed record JobRequest(JobInput Input, TptClassifierOptions Options, ClipModel Model, ModelPlace Place)
{
    public required int RowsPerShard { get; init; }

    public required PictureCheck Check { get; init; }

    public double? CascadeMargin { get; init; }

    /// <summary>What decodes the pictures; null for SkiaSharp.</summary>
    public IImageDecoder? Decoder { get; init; }

    public bool AppliesExifOrientation { get; init; }
}
