using System.CommandLine;
using Tpt.Cli.Commands;

namespace Tpt.Cli.Terminal;

/// <summary>What a command says beside its results. It goes to the error output, so that the standard output can be piped.</summary>
/// <param name="quiet">Whether only warnings are wanted.</param>
internal sealed class Messages(bool quiet)
{
    public static Messages Of(ParseResult parsed) => new(CommonOptions.IsQuiet(parsed));

    public bool IsQuiet => quiet;

    /// <summary>Something to know.</summary>
    public void Say(string text)
    {
        if (!quiet)
        {
            Console.Error.WriteLine(text);
        }
    }

    /// <summary>Something to see to.</summary>
    public void Warn(string text) => Console.Error.WriteLine($"warning: {text}");
}
