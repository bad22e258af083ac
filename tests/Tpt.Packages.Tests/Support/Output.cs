namespace Tpt.Packages.Tests.Support;

/// <summary>What a process wrote, and how it ended.</summary>
internal sealed record Output(int ExitCode, string Text)
{
    /// <summary>The lines that begin with <c>answer</c>, without that.</summary>
    public string[] Answers { get; } = [.. Text.Split('\n').Where(line => line.StartsWith("answer ", StringComparison.Ordinal)).Select(line => line["answer ".Length..].Trim())];

    public Output ShouldSucceed()
    {
        ExitCode.Should().Be(0, "{0}", Text);
        return this;
    }
}
