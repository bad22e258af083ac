namespace Tpt.Cli.Terminal;

/// <summary>What a command says beside its results. It goes to the error output, so that the standard output can be piped.</summary>
/// <param name="quiet">Whether only warnings and errors are wanted.</param>
/// <param name="error">The error output.</param>
internal sealed class Messages(bool quiet, TextWriter error)
{
    public bool IsQuiet => quiet;

    /// <summary>Something to know.</summary>
    public void Say(string text)
    {
        if (!quiet)
        {
            error.WriteLine(text);
        }
    }

    /// <summary>Something to see to: it is said in any case.</summary>
    public void Warn(string text) => error.WriteLine($"warning: {text}");
}
