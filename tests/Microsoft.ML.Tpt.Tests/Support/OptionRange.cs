namespace Microsoft.ML.Tests.Support;

/// <summary>The range of an option: both ends, values beyond them, and what else must be set for the ends to be reached.</summary>
public sealed record OptionRange(object[] Ends, object[] Outside, Action<TptOptions> Beside)
{
    public static OptionRange Of(int min, int max, Action<TptOptions>? beside = null) => new(
        [min, max],
        [.. new[] { int.MinValue, min - 1L, max + 1L, int.MaxValue }.Where(value => value is >= int.MinValue and <= int.MaxValue && (value < min || value > max)).Distinct().Select(value => (object)(int)value)],
        beside ?? (_ => { }));

    public static OptionRange Of(double min, double max, Action<TptOptions>? beside = null) => new(
        [min, max],
        [double.NaN, double.NegativeInfinity, double.MinValue, double.BitDecrement(min), double.BitIncrement(max), double.MaxValue, double.PositiveInfinity],
        beside ?? (_ => { }));
}
