namespace Tpt.Cli.Benchmarks;

/// <summary>What a paper reports for a set.</summary>
/// <param name="Benchmark">The set's id.</param>
/// <param name="Backbone">As <see cref="Benchmarks.Backbone"/> has it.</param>
/// <param name="Method">As an evaluation calls it: <c>zero-shot</c>, <c>zero-shot, 80 templates</c>, <c>PromptTuning</c>.</param>
/// <param name="Top1">The accuracy, in [0, 1].</param>
/// <param name="Source">Paper and table.</param>
internal sealed record PublishedFigure(string Benchmark, string Backbone, string Method, double Top1, string Source);
