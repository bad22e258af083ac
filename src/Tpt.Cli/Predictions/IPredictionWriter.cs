namespace Tpt.Cli.Predictions;

/// <summary>Writes pictures as they come, in one format.</summary>
internal interface IPredictionWriter
{
    /// <summary>What stands in front of the first picture.</summary>
    void Begin();

    void Write(ScoredPicture picture);
}
