namespace Tpt.Cli.Results;

/// <summary>A method against another on the same pictures.</summary>
/// <param name="Difference">The difference of the accuracies, in [-1, 1].</param>
/// <param name="DifferenceInterval">Its 95 % paired bootstrap interval.</param>
/// <param name="Repaired">The pictures that the other has wrong and the method right.</param>
/// <param name="Broken">The pictures that the other has right and the method wrong.</param>
/// <param name="PValue">McNemar's exact two-sided test of the two.</param>
internal sealed record PairedComparison(double Difference, Interval DifferenceInterval, int Repaired, int Broken, double PValue);
