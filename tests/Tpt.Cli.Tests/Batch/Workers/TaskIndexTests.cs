using Tpt.Cli.Batch.Workers;

namespace Tpt.Cli.Tests.Batch.Workers;

public sealed class TaskIndexTests
{
    [Theory]
    [InlineData("SLURM_ARRAY_TASK_ID", "0", 0)]
    [InlineData("JOB_COMPLETION_INDEX", "4999", 4999)]
    [InlineData("AZ_BATCH_TASK_ID", "17", 17)]
    [InlineData("AZ_BATCH_TASK_ID", "task-17", 17)]
    [InlineData("AZ_BATCH_TASK_ID", "shard_000017", 17)]
    [InlineData("AZ_BATCH_TASK_ID", "run2-task17", 17)]
    public void Read_NumberOfATask_IsTaken(string variable, string value, int expected)
        => TaskIndex.Read(name => name == variable ? value : null).Should().Be((expected, variable));

    [Theory]
    [InlineData("SLURM_ARRAY_TASK_ID", "task-1")]
    [InlineData("JOB_COMPLETION_INDEX", "-1")]
    [InlineData("AZ_BATCH_TASK_ID", "task")]
    [InlineData("AZ_BATCH_TASK_ID", "task-17b")]
    [InlineData("AZ_BATCH_TASK_ID", "99999999999")]
    public void Read_NoNumber_NamesVariableAndValue(string variable, string value)
        => FluentActions.Invoking(() => TaskIndex.Read(name => name == variable ? value : null)).Should().Throw<ArgumentException>().WithMessage($"{variable} is '{value}'*");

    [Fact]
    public void Read_NoVariable_NamesAll()
        => FluentActions.Invoking(() => TaskIndex.Read(_ => null)).Should().Throw<ArgumentException>().WithMessage("--shard is missing*SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX, AZ_BATCH_TASK_ID*");

    [Theory]
    [InlineData(2, 10, 25, 20, 25)]
    [InlineData(0, 1, 1, 0, 1)]
    [InlineData(1, 10, 25, 10, 20)]
    public void OfTask_SeveralShards_AreThoseOfTheTask(int task, int count, int shards, int from, int to)
        => ShardRange.OfTask(task, count, shards).Should().Be(new ShardRange(from, to));

    [Theory]
    [InlineData(3, 10, 25, "There is no shard for the task 3 with 10 a task; the plan has 25 shards, and tasks are from 0 to 2.")]
    [InlineData(25, 1, 25, "There is no shard 25; the plan has 25, from 0 to 24.")]
    public void OfTask_TaskBehindTheLast_SaysWhichThereAre(int task, int count, int shards, string message)
        => FluentActions.Invoking(() => ShardRange.OfTask(task, count, shards)).Should().Throw<ArgumentException>().WithMessage(message);

    [Theory]
    [InlineData("10..10")]
    [InlineData("20..10")]
    [InlineData("..3")]
    [InlineData("1-3")]
    [InlineData("1..-3")]
    public void Parse_NoRange_Throws(string text)
        => FluentActions.Invoking(() => ShardRange.Parse(text)).Should().Throw<ArgumentException>().WithMessage($"--shards is '{text}'*");

    [Fact]
    public void Within_RangeBehindTheLast_Throws()
        => FluentActions.Invoking(() => ShardRange.Parse("1..4").Within(3)).Should().Throw<ArgumentException>().WithMessage("--shards is 1..4, but the plan has 3 shards*");

    /// <summary>The number of a task of Azure Batch.</summary>
    internal static int Number(string id) => TaskIndex.Read(name => name == "AZ_BATCH_TASK_ID" ? id : null).Index;
}
