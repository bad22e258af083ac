using Tpt.Cli.Terminal;

namespace Tpt.Cli.Tests.Terminal;

public sealed class ProgressReportTests
{
    [Fact]
    public void Show_InATerminal_WritesOverTheLineAndTakesItAway()
    {
        using var output = new StringWriter();
        var report = new ProgressReport(isTerminal: true, output, width: 40);

        report.Show(0.5, "1 of 2");
        report.Show(1, "at once: not shown");
        report.Clear();

        output.ToString().Should().Be($"\r[##########..........] 1 of 2\r{new string(' ', 29)}\r");
    }

    [Fact]
    public void Show_Elsewhere_WritesALineNowAndThen()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var report = new ProgressReport(isTerminal: false, output, width: 80);

        report.Show(0.5, "1 of 2");
        report.Show(1, "2 of 2");
        report.Clear();

        output.ToString().Should().Be("1 of 2\n");
    }

    [Theory]
    [InlineData(42.4, "42 s")]
    [InlineData(187, "3:07")]
    [InlineData(7387, "2:03:07")]
    public void Time_InWords_IsShort(double seconds, string expected) => ProgressReport.Time(TimeSpan.FromSeconds(seconds)).Should().Be(expected);
}
