using Tpt.Cli.Batch.Plans;
using Tpt.Cli.Tests.Batch.Support;
using Tpt.Cli.Tests.Support;

namespace Tpt.Cli.Tests.Batch.Plans;

public sealed class PlanFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Read_PlanThatWasWritten_IsTheSame()
    {
        var (plan, _) = await Jobs.Create(_folder.Path, rows: 10, rowsPerShard: 4);

        var read = PlanFile.Read(_folder.Path);

        PlanJson.ToJson(read).ToJsonString().Should().Be(PlanJson.ToJson(plan).ToJsonString());
        Enumerable.Range(0, 3).Select(read.RangeOf).Should().Equal((0, 4), (4, 8), (8, 10));
        read.ReadOptions().ClassNames.Should().Equal(Jobs.Labels);
    }

    [Fact]
    public async Task WriteAsync_SamePlan_IsLeftAlone()
    {
        var (plan, _) = await Jobs.Create(_folder.Path, rows: 10, rowsPerShard: 4);

        (await PlanFile.WriteAsync(_folder.Path, plan)).Should().BeFalse();
        // The same files elsewhere are the same model.
        (await PlanFile.WriteAsync(_folder.Path, (plan with { Model = new ModelPlace("/elsewhere", null, null, null) }).Sealed())).Should().BeFalse();
    }

    [Fact]
    public async Task WriteAsync_AnotherPlan_SaysInWhatItDiffers()
    {
        var (plan, _) = await Jobs.Create(_folder.Path, rows: 10, rowsPerShard: 4);
        var other = (plan with { Scoring = plan.Scoring with { CascadeMargin = 0.2 } }).Sealed();

        var act = () => PlanFile.WriteAsync(_folder.Path, other);

        await act.Should().ThrowAsync<InvalidDataException>().WithMessage("*another plan*scoring.cascade_margin was none and is 0.2.*--out*");
        other.Fingerprint.Should().NotBe(plan.Fingerprint);
    }

    [Theory]
    [InlineData("\"rows_per_shard\": 4", "\"rows_per_shard\": 5", "*shards of 5 rows for 10*")]
    [InlineData("\"cascade_margin\": null", "\"cascade_margin\": 0.5", "*its fingerprint is that of another plan*")]
    [InlineData("\"format\": 1", "\"format\": 2", "*its format is 2*")]
    [InlineData("\"manifest.parquet\"", "\"../manifest.parquet\"", "*manifest does not lie beside it*")]
    [InlineData("\"rows\": 10", "\"rows\": -10", "*for -10 rows*")]
    [InlineData("{", "", "*no plan of this version*in line 2*'tpt plan' into another folder.")]
    [InlineData("\"engine\"", "\"motor\"", "*no plan of this version of tpt: it cannot be read in line *, at scoring.*'tpt plan' into another folder.")]
    public async Task Read_PlanThatWasChanged_Throws(string before, string after, string message)
    {
        await Jobs.Create(_folder.Path, rows: 10, rowsPerShard: 4);
        var path = _folder[PlanFile.Name];
        var text = await File.ReadAllTextAsync(path);
        text.Should().Contain(before);
        await File.WriteAllTextAsync(path, text[..text.IndexOf(before, StringComparison.Ordinal)] + after + text[(text.IndexOf(before, StringComparison.Ordinal) + before.Length)..]);

        FluentActions.Invoking(() => PlanFile.Read(path)).Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Fact]
    public void Read_NoPlan_SaysWhatMakesOne()
        => FluentActions.Invoking(() => PlanFile.Read(_folder[PlanFile.Name])).Should().Throw<FileNotFoundException>().WithMessage("There is no plan*'tpt plan'*");
}
