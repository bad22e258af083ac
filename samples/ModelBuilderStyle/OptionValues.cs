using System.CommandLine.Parsing;
using System.Globalization;
using Tpt.Engine.Approximations;

namespace ModelBuilderStyle;

/// <summary>Reads the values of options, with errors that name the option and what it takes.</summary>
internal static class OptionValues
{
    public static int Whole(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            result.AddError($"{Name(result)} is '{text}'; it must be a whole number.");
        }
        return value;
    }

    public static TptPrecision Precision(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (!Enum.GetNames<TptPrecision>().Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            result.AddError($"{Name(result)} is '{text}'; it must be one of {string.Join(", ", Enum.GetNames<TptPrecision>())}.");
            return default;
        }
        return Enum.Parse<TptPrecision>(text, ignoreCase: true);
    }

    private static string Name(ArgumentResult result) => ((OptionResult)result.Parent!).Option.Name;
}
