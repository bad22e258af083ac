namespace Tpt.Service.Tests.Options;

/// <summary>The range of an option.</summary>
/// <param name="Ends">The least and the greatest value that work, and others at an edge.</param>
/// <param name="Outside">The values just below and just above.</param>
/// <param name="Settings">A value as lines of a configuration, with what else has to be set so that nothing but the option is wrong.</param>
/// <param name="Shown">A value as an error shows it.</param>
internal sealed record ServiceOptionRange(string[] Ends, string[] Outside, Func<string, string[]> Settings, Func<string, string> Shown)
{
    /// <summary>A range of numbers or of times.</summary>
    public static ServiceOptionRange Of(string key, string[] ends, string[] outside, params string[] beside)
        => new(ends, outside, value => [$"{key}={value}", .. beside], value => value);

    /// <summary>A range of lengths of a text.</summary>
    public static ServiceOptionRange OfText(string key, int[] ends, int[] outside, Func<string, string[]> beside) => new(
        [.. ends.Select(Text)],
        [.. outside.Select(Text)],
        value => [$"{key}={value}", .. beside(value)],
        value => value.Length == 0 ? "blank" : "'aaa");

    /// <summary>A text of a length.</summary>
    public static string Text(int length) => new('a', length);
}
