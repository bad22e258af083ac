using System.Globalization;
using System.Text.RegularExpressions;
using Tpt.Engine.Validation;

namespace Tpt.Cli.Batch.Workers;

/// <summary>The number that a scheduler gives a task.</summary>
internal static partial class TaskIndex
{
    /// <summary>Slurm's job arrays, Kubernetes' Indexed Jobs, Azure Batch: the first that is set counts.</summary>
    public static IReadOnlyList<string> Variables { get; } = ["SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX", "AZ_BATCH_TASK_ID"];

    /// <param name="variable">The value of an environment variable by its name; null where it is not set.</param>
    /// <returns>The number, and where it comes from.</returns>
    /// <exception cref="ArgumentException">None is set, or it has no number.</exception>
    public static (int Index, string Variable) Read(Func<string, string?> variable)
    {
        var name = Variables.FirstOrDefault(one => !string.IsNullOrWhiteSpace(variable(one)))
            ?? throw new ArgumentException($"--shard is missing, and none of {string.Join(", ", Variables)} is set, from which a scheduler's task takes it. Give --shard or --shards.");
        return (Parse(variable(name)!, name), name);
    }

    /// <summary>A whole number; and of Azure Batch, whose task ids are text, the digits at the end: <c>17</c>, <c>task-17</c>, <c>shard_000017</c>.</summary>
    private static int Parse(string value, string name)
    {
        var match = Number().Match(value.Trim());
        return match.Success && (name == Variables[^1] || match.Groups["name"].Length == 0) && int.TryParse(match.Groups["number"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : throw new ArgumentException($"{name} is '{Excerpt.Of(value)}', which has no number of a shard{(name == Variables[^1] ? " at its end, as task-17 has" : "")}. Give --shard.");
    }

    [GeneratedRegex("^(?<name>[A-Za-z0-9_-]*[A-Za-z_-])?(?<number>[0-9]{1,9})$", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
