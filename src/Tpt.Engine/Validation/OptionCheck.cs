using System.Globalization;

namespace Tpt.Engine.Validation;

/// <summary>The errors of options. Each names the option, its value and its range.</summary>
internal static class OptionCheck
{
    /// <exception cref="ArgumentOutOfRangeException">The value is no member of its type.</exception>
    public static void Defined(string option, Enum value)
    {
        var names = Enum.GetNames(value.GetType());
        Require(Enum.IsDefined(value.GetType(), value), option, value, string.Join(names.Length == 2 ? " or " : ", ", names));
    }

    /// <param name="condition">Whether the value is in range.</param>
    /// <param name="option">The name of the option.</param>
    /// <param name="value">Its value.</param>
    /// <param name="range">The range, to follow "it must be".</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public static void Require(bool condition, string option, object? value, string range)
    {
        if (!condition)
        {
            throw new ArgumentOutOfRangeException(option, string.Create(CultureInfo.InvariantCulture, $"{option} is {value}; it must be {range}."));
        }
    }

    /// <summary>The error of an option that is in its range, but does not go with the model or the files.</summary>
    /// <param name="option">The path of the option.</param>
    /// <param name="message">What is wrong, and the fix.</param>
    public static ArgumentException Unfit(string option, string message) => new(message, option);

    /// <summary>A value as errors show it.</summary>
    public static object? Show(object? value) => value switch
    {
        null => "null",
        string text when string.IsNullOrWhiteSpace(text) => "blank",
        string text => string.Create(CultureInfo.InvariantCulture, $"'{Excerpt.Of(text)}', of {text.Length} characters"),
        System.Collections.ICollection list => string.Create(CultureInfo.InvariantCulture, $"a list of {list.Count}"),
        _ => value,
    };
}
