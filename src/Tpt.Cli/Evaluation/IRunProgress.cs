namespace Tpt.Cli.Evaluation;

/// <summary>Hears how the scoring of a set comes on.</summary>
internal interface IRunProgress
{
    /// <param name="total">How many rows there are to score.</param>
    /// <param name="done">How many of them an earlier process scored.</param>
    void Begin(int total, int done);

    /// <summary>One more row is scored and written.</summary>
    void Scored();

    /// <summary>No more rows come, whether all are scored or the run is stopped.</summary>
    void End();
}
