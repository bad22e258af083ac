namespace Tpt.Documentation.Tests;

/// <summary>What a run of the sample gave.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Output">The standard output.</param>
/// <param name="Error">The standard error, without blanks around it.</param>
public sealed record SampleOutput(int ExitCode, string Output, string Error)
{
    /// <summary>The standard output with every line end and indent a single blank, as a sentence reads.</summary>
    public string Sentences => string.Join(' ', Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    public IReadOnlyList<string> Lines => Output.Split('\n').Select(line => line.TrimEnd('\r')).ToArray();
}
