namespace Tpt.Cli.Results;

/// <summary>A confidence interval.</summary>
/// <param name="Lower">Its lower end, in the unit of what it was made of.</param>
/// <param name="Upper">Its upper end, at least <paramref name="Lower"/>.</param>
internal readonly record struct Interval(double Lower, double Upper);
