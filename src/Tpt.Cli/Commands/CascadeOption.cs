using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Tpt.Cli.Commands;

/// <summary>One view of every picture, and all views of those whose zero-shot lead is small.</summary>
internal static class CascadeOption
{
    private const string Prefix = "margin=";

    public static Option<double?> Create(string description) => new("--cascade") { Description = description, HelpName = "margin=0.2", CustomParser = Margin };

    private static double? Margin(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (double.TryParse(text.StartsWith(Prefix, StringComparison.Ordinal) ? text.AsSpan(Prefix.Length) : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var margin) && margin is > 0 and <= 1)
        {
            return margin;
        }
        result.AddError($"--cascade is '{text}'; it must be as in margin=0.2, the lead of the best class over the second in zero-shot probability, above 0 and at most 1.");
        return null;
    }
}
