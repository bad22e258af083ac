namespace Tpt.Cli.Tests.Support;

/// <summary>What a run of <c>tpt</c> gave.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Output">The standard output.</param>
/// <param name="Error">The error output.</param>
public sealed record TptOutput(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of the standard output, without the empty one behind the last line end.</summary>
    public IReadOnlyList<string> Lines => LinesOf(Output);

    public IReadOnlyList<string> ErrorLines => LinesOf(Error);

    public TptOutput ShouldSucceed()
    {
        ExitCode.Should().Be(0, "the error output is: {0}", Error);
        return this;
    }

    /// <summary>Ends with an exit code and an error message, and not with a stack trace.</summary>
    public TptOutput ShouldFail(int exitCode)
    {
        ExitCode.Should().Be(exitCode, "the error output is: {0}", Error);
        Error.Should().Contain("error: ").And.NotContain("   at ");
        return this;
    }

    private static string[] LinesOf(string text)
    {
        string[] lines = [.. text.Split('\n').Select(line => line.TrimEnd('\r'))];
        return lines[^1].Length == 0 ? lines[..^1] : lines;
    }
}
