namespace Tpt.Benchmarks.Scaling;

/// <summary>Cost against one quantity; its JSON is what the chart is drawn from.</summary>
/// <param name="Title">What is measured, on which model.</param>
/// <param name="Axis">The quantity that varies.</param>
/// <param name="Measures">The names of what is measured, each with its unit.</param>
/// <param name="Points">In ascending order of the quantity.</param>
internal sealed record ScalingSeries(string Title, string Axis, IReadOnlyList<string> Measures, IReadOnlyList<ScalingPoint> Points);
