using System.CommandLine.Parsing;
using System.Globalization;

namespace Tpt.Cli.Commands;

/// <summary>Reads the values of options, with errors that name the option and what it takes.</summary>
internal static class OptionValues
{
    public static int Whole(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            result.AddError($"{NameOf(result)} is '{text}'; it must be a whole number.");
        }
        return value;
    }

    public static int? WholeOrNone(ArgumentResult result) => Whole(result);

    /// <summary>A number of things, at least one.</summary>
    public static int Count(ArgumentResult result)
    {
        var value = Whole(result);
        if (value < 1 && !result.Errors.Any())
        {
            result.AddError($"{NameOf(result)} is '{result.Tokens[0].Value}'; it must be at least 1.");
        }
        return value;
    }

    /// <summary>Numbers with commas between them, each at least one.</summary>
    public static int[] Counts(ArgumentResult result)
    {
        var texts = result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries);
        var values = new int[texts.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            if (!int.TryParse(texts[i], NumberStyles.None, CultureInfo.InvariantCulture, out values[i]) || values[i] < 1)
            {
                result.AddError($"{NameOf(result)} is '{result.Tokens[0].Value}'; it must be whole numbers from 1 on, with commas between them.");
                return [];
            }
        }
        return values;
    }

    /// <summary>One of an enumeration's names, in any case.</summary>
    public static T Name<T>(ArgumentResult result)
        where T : struct, Enum
    {
        var text = result.Tokens[0].Value;
        var name = Array.Find(Enum.GetNames<T>(), one => one.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (name is null)
        {
            result.AddError($"{NameOf(result)} is '{text}'; it must be one of {string.Join(", ", Enum.GetNames<T>())}.");
            return default;
        }
        return Enum.Parse<T>(name);
    }

    public static T? NameOrNone<T>(ArgumentResult result)
        where T : struct, Enum
        => Name<T>(result);

    /// <summary>What looks like an option and is none would be taken for an argument, and the error would be another one.</summary>
    public static void RefuseOptions(ArgumentResult result)
    {
        foreach (var token in result.Tokens.Select(token => token.Value).Where(token => token.Length > 1 && token[0] == '-' && !Path.Exists(token)))
        {
            result.AddError($"There is no option '{token}'.");
        }
    }

    private static string NameOf(ArgumentResult result) => ((OptionResult)result.Parent!).Option.Name;
}
