using System.Globalization;

namespace Tpt.Engine.Validation;

/// <summary>The errors of options. Each names the option, its value and its range, and says why where the range does not speak for itself.</summary>
internal static class OptionCheck
{
    /// <summary>The longest path of Linux; names of columns are far shorter.</summary>
    private const int LongestText = 4096;

    /// <param name="option">The name of the option.</param>
    /// <param name="value">Its value; <see langword="null"/> is in range.</param>
    /// <param name="min">The least value that works.</param>
    /// <param name="max">The largest value that works.</param>
    /// <param name="reason">Why there is a largest value.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public static void Within(string option, double? value, double min, double max, string reason)
        => Require(value is null || (value >= min && value <= max), option, value, FormattableString.Invariant($"at least {min} and at most {max}: {reason}"));

    /// <summary>A path, or the name of a column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is longer than the systems allow for a path.</exception>
    public static void Short(string option, string? text)
        => Require(text is null || text.Length <= LongestText, option, $"'{Excerpt.Of(text ?? "")}', of {text?.Length} characters", FormattableString.Invariant($"at most {LongestText} characters long"));

    /// <exception cref="ArgumentOutOfRangeException">The value is no member of its type.</exception>
    public static void Defined<T>(string option, T value) where T : struct, Enum
    {
        string[] names = Enum.GetNames<T>();
        Require(Enum.IsDefined(value), option, value, string.Join(names.Length == 2 ? " or " : ", ", names));
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
}
