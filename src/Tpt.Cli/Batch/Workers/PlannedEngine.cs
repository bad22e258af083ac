using Tpt.Cli.Batch.Plans;
using Tpt.Cli.Evaluation;
using Tpt.Cli.Evaluation.Rows;
using Tpt.Engine;

namespace Tpt.Cli.Batch.Workers;

/// <summary>Holds what a worker has against what the job was planned with: with anything else the scores would be others.</summary>
internal static class PlannedEngine
{
    /// <exception cref="InvalidDataException">This is another version of the engine.</exception>
    public static void Require(JobPlan plan)
    {
        if (plan.Scoring.Engine != JobPlan.EngineVersion)
        {
            throw new InvalidDataException($"The job was planned with the engine {plan.Scoring.Engine}, and this is {JobPlan.EngineVersion}, whose scores may be others. Run the version of the plan, or plan the job again into another folder.");
        }
    }

    /// <exception cref="InvalidDataException">A file of the model has other bytes than the planned one.</exception>
    public static void Require(JobPlan plan, ClipModel model)
    {
        if (JsonDifference.Between(plan.Scoring.Model, RunSettings.FilesOf(model)).FirstOrDefault() is { } difference)
        {
            throw new InvalidDataException($"The model is not that of the plan: the SHA-256 of {difference} Bring the files of the plan here, or name them with --model.");
        }
    }
}
