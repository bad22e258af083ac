using Tpt.Parity;

namespace Tpt.Engine.Tests.Parity;

/// <summary>What <c>tests/Tpt.Parity</c> runs over any folder of goldens, over the one in this repository.</summary>
public sealed class ParityRunTests
{
    [Fact]
    public void Run_CommittedSubset_AgreesWithTheReference()
    {
        var output = new StringWriter();

        var report = ParityRun.Run(GoldenSubset.Folder, output);

        report.Failures.Should().BeEmpty("{0}", output);
        report.Passed.Should().BeGreaterThan(150, "every case of the subset has about ten quantities");
        output.ToString().Trim().Should().EndWith($"{report.Passed} passed, 0 failed");
    }

    [Fact]
    public void Run_EmptyFolder_IsNoSuccess()
    {
        var folder = Directory.CreateTempSubdirectory();

        var report = ParityRun.Run(folder.FullName, TextWriter.Null);

        report.Succeeded.Should().BeFalse("nothing was compared");
        folder.Delete();
    }

    [Fact]
    public void Run_CaseWithoutACheckpoint_Fails()
    {
        var folder = Directory.CreateTempSubdirectory();
        Directory.CreateDirectory(Path.Combine(folder.FullName, "tpt", "unknown"));

        var report = ParityRun.Run(folder.FullName, TextWriter.Null);

        report.Failures.Should().Equal("unknown error");
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Compare_NotANumber_Fails()
    {
        var report = new ParityReport(TextWriter.Null);

        report.Compare("case", "quantity", [1, double.NaN, 1], [1, 1, 1], tolerance: 1);

        report.Failures.Should().Equal("case quantity");
    }

    [Fact]
    public void Compare_OtherLength_Fails()
    {
        var report = new ParityReport(TextWriter.Null);

        report.Compare("case", "quantity", [1, 1], [1, 1, 1], tolerance: 1);

        report.Failures.Should().Equal("case quantity");
    }
}
