using System.Text.RegularExpressions;

namespace Tpt.Documentation.Tests;

/// <summary>The sample in a terminal and where its output is redirected: width, progress, colours, Ctrl+C.</summary>
public sealed partial class SampleTerminalTests : IDisposable
{
    private const int Interrupted = 130;
    private const int Ending = 200;
    private const string HideCursor = "\x1b[?25l";
    private const string ShowCursor = "\x1b[?25h";

    private readonly SampleFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_Redirected_HasPlainLinesOfAtMost80Characters()
    {
        var run = await SampleProcess.Run("--views", "10", "--save", _folder.Model);

        run.ExitCode.Should().Be(0);
        run.Output.Should().NotContain("\x1b").And.Contain("102 images, 102 classes: amphora, avocado, ").And.Contain("Micro accuracy");
        run.Lines.Where(line => !line.Contains(_folder.Model, StringComparison.Ordinal)).Should().OnlyContain(line => line.Length <= 80);
        run.Lines.Should().OnlyContain(line => !line.Contains('…'), "no class name of the sample's pictures is too long for 80 columns where both answers are the same")
            .And.Contain(line => line.StartsWith("bottle with popping cork "));
    }

    [Fact]
    public async Task Run_InATerminal_HasLinesOfAtMost80CharactersAndShowsTheCursorAgain()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }
        var run = await SampleProcess.RunInTerminal("TERM=xterm", null, "--views", "10", "--save", _folder.Model);

        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain("\x1b[").And.Contain("Scored 4 of 102").And.Contain("Scored 52 of 102").And.Contain("Adaptation changed the answer of");
        Plain(run.Output).Where(line => !line.Contains(_folder.Model, StringComparison.Ordinal)).Should().OnlyContain(line => line.Length <= 80);
        ShouldShowTheCursor(run);
    }

    [Theory]
    [InlineData("TERM=xterm NO_COLOR=1", @"\x1b\[[0-9;]*(3[0-7]|9[0-7]|38;[0-9;]*)m")]
    [InlineData("TERM=dumb", @"\x1b\[")]
    public async Task Run_InATerminalWithoutColours_StaysPlain(string environment, string escapes)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }
        _folder.Copy("banana", "banana", "a.png");
        _folder.Copy("lemon", "lemon", "a.png");

        var run = await SampleProcess.RunInTerminal(environment, null, "--images", _folder.Images, "--views", "10", "--save", _folder.Model);

        run.ExitCode.Should().Be(0);
        run.Output.Should().NotMatchRegex(escapes).And.Contain("Micro accuracy");
    }

    [Fact]
    public async Task Help_Redirected_HasLinesOfAtMost80Characters()
    {
        var run = await SampleProcess.Run("--help");

        run.ExitCode.Should().Be(0);
        run.Lines.Should().OnlyContain(line => line.Length <= 80);
        run.Output.Should().ContainAll("--images", "--classes", "--model", "--tokenizer", "--template", "--views", "--steps", "--seed", "--precision", "--exif", "--decoder", "--save", "--load", "--csv", "--json");
    }

    [Fact]
    public async Task Run_CtrlCInATerminal_Gives130AndTheCursorBack()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }
        var run = await SampleProcess.RunInTerminal("TERM=xterm", "Scored 8 of 102", "--views", "64", "--save", _folder.Model);

        run.ExitCode.Should().Be(Interrupted);
        ShouldShowTheCursor(run);
        run.Output[^Ending..].Should().Contain("Stopped.").And.NotContain("   at ");
    }

    [Fact]
    public async Task Run_CtrlCInTheMiddleOfLongWork_EndsAllTheSame()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }
        // One batch of four images takes minutes.
        var run = await SampleProcess.RunInTerminal("TERM=xterm", "Scored 0 of 102", "--views", "256", "--steps", "500", "--save", _folder.Model);

        run.ExitCode.Should().Be(Interrupted);
        ShouldShowTheCursor(run);
    }

    [Fact]
    public async Task Run_SigIntRedirected_Gives130WhileRowsAreStillToBeScored()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }
        // The first line of progress comes while the later rows are still to be scored.
        var run = await SampleProcess.RunAndInterrupt("Scored 12 of 102", "--views", "64", "--save", _folder.Model);

        run.ExitCode.Should().Be(Interrupted);
        run.Error.Should().Be("Stopped.");
        run.Output.Should().NotContain("Scored 102").And.NotContain("accuracy");
    }

    /// <summary>The bar hides it, and nothing hides it after it is shown.</summary>
    private static void ShouldShowTheCursor(SampleOutput run)
    {
        var hidden = run.Output.LastIndexOf(HideCursor, StringComparison.Ordinal);
        hidden.Should().BeGreaterThanOrEqualTo(0);
        run.Output.LastIndexOf(ShowCursor, StringComparison.Ordinal).Should().BeGreaterThan(hidden);
    }

    /// <summary>The lines as they stand in the terminal: without escape sequences, a carriage return beginning the line again.</summary>
    private static string[] Plain(string output) => EscapeSequence().Replace(output, "").Split('\n', '\r');

    [GeneratedRegex(@"\x1b(\[[0-9;?]*[a-zA-Z]|[=>])")]
    private static partial Regex EscapeSequence();
}
