namespace Tpt.Cli.Batch.Workers;

/// <summary>A row as the ML.NET pipeline gives it.</summary>
internal sealed class PictureOutput
{
    /// <summary>The number of the predicted class from 1 on; 0 for a row without a usable picture.</summary>
    public uint PredictedLabel { get; set; }

    /// <summary>Whether the method made the scores.</summary>
    public bool IsAdapted { get; set; }

    public float[] Score { get; set; } = [];

    public float[] ZeroShotScore { get; set; } = [];
}
