namespace Tpt.Cli.Results;

/// <summary>One of the highest scores.</summary>
/// <param name="Class">The index of the class.</param>
/// <param name="Score">Its score, in [0, 1].</param>
internal readonly record struct TopScore(int Class, float Score);
