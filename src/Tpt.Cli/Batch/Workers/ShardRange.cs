using System.Globalization;
using Tpt.Cli.Terminal;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Cli.Batch.Workers;

/// <summary>The shards that a worker scores, one after the other.</summary>
/// <param name="From">The first, from 0.</param>
/// <param name="To">The one behind the last.</param>
internal readonly record struct ShardRange(int From, int To)
{
    private const string Separator = "..";

    /// <summary><c>10..20</c> is from 10 to 19.</summary>
    /// <exception cref="ArgumentException">It is no range.</exception>
    public static ShardRange Parse(string text)
        => text.Split(Separator) is [var from, var to] && TryParse(from, out var first) && TryParse(to, out var end) && first < end
            ? new ShardRange(first, end)
            : throw new ArgumentException($"--shards is '{Excerpt.Of(text)}'; it must be two numbers as in 10{Separator}20, the first shard and the one behind the last.");

    /// <summary>The shards of a task where each has several.</summary>
    /// <param name="task">The number of the task.</param>
    /// <param name="count">How many shards a task has, at least one.</param>
    /// <param name="shards">How many there are. The last task may have fewer.</param>
    /// <exception cref="ArgumentException">There is no such shard.</exception>
    public static ShardRange OfTask(int task, int count, int shards)
    {
        var from = (long)task * count;
        return from < shards
            ? new ShardRange((int)from, (int)Math.Min(from + count, shards))
            : throw new ArgumentException(count == 1
                ? shards == 1 ? Invariant($"There is no shard {task}; the plan has one, 0.") : Invariant($"There is no shard {task}; the plan has {shards}, from 0 to {shards - 1}.")
                : Invariant($"There is no shard for the task {task} with {count} a task; the plan has {Words.Count(shards, "shard")}, and tasks are from 0 to {(shards - 1) / count}."));
    }

    /// <summary>Holds the range against a plan.</summary>
    /// <exception cref="ArgumentException">It has shards that the plan does not have.</exception>
    public ShardRange Within(int shards) => To <= shards ? this : throw new ArgumentException(Invariant($"--shards is {From}{Separator}{To}, but the plan has {Words.Count(shards, "shard")}: at most 0{Separator}{shards}."));

    private static bool TryParse(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
