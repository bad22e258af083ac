using System.CommandLine;

namespace Tpt.Cli.Commands;

/// <summary>What a command reads by its command line. Nothing of it is to be replaced by results.</summary>
internal static class InputPaths
{
    private static readonly string[] _options = ["--classes", "--class-names", "--split", "--templates", "--model", "--tokenizer"];

    /// <summary>The pictures, and the values of the options that may name files. A value may be another thing too: an id, a list with commas.</summary>
    public static IEnumerable<string?> Of(ParseResult parsed, IEnumerable<string> pictures)
        => _options.Where(name => parsed.GetResult(name) is not null).Select(parsed.GetValue<string?>).Concat(pictures);
}
