using System.CommandLine;
using System.CommandLine.Parsing;
using Tpt.Cli.Terminal;

namespace Tpt.Cli.Commands;

/// <summary>Options that every command takes.</summary>
internal static class CommonOptions
{
    private const string QuietName = "--quiet";

    /// <summary>The option of the program itself; it may stand behind each command.</summary>
    public static Option<bool> CreateQuiet() => new(QuietName, "-q") { Description = "Say nothing but results, warnings and errors.", Recursive = true };

    public static bool IsQuiet(ParseResult parsed) => parsed.GetResult(QuietName) is OptionResult result && result.GetValueOrDefault<bool>();

    /// <summary>What a command says beside its results, as much of it as is wanted.</summary>
    public static Messages MessagesOf(ParseResult parsed) => new(IsQuiet(parsed), Console.Error);
}
