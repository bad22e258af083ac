using System.Text.Json.Nodes;
using Tpt.Cli.Evaluation;
using Tpt.Cli.Evaluation.Rows;
using Tpt.Cli.Sets;

namespace Tpt.Cli.Tests.Evaluation.Support;

/// <summary>Sets without pictures, for <see cref="FakeScorer"/>.</summary>
internal static class FakeSets
{
    public static readonly string[] Methods = ["zero-shot", "PromptTuning"];

    /// <param name="pictures">How many pictures there are.</param>
    /// <param name="classes">How many classes compete; the last has no pictures.</param>
    /// <param name="bad">The rows whose picture cannot be read.</param>
    public static LabelledSet Create(int pictures, int classes = 4, params int[] bad) => new(
        "fake",
        [.. Enumerable.Range(0, classes).Select(i => new SetClass($"n{i}", $"thing {i}"))],
        [.. Enumerable.Range(0, pictures).Select(i => ($"n{i % (classes - 1)}/{(bad.Contains(i) ? "bad" : "good")}-{i}.jpg", i % (classes - 1))).Select(one => new LabelledPicture($"/data/{one.Item1}", one.Item1, one.Item2))]);

    public static RunFingerprint Fingerprint(LabelledSet set, int views = 64) => new(set, new JsonObject { ["engine"] = "1.2.3", ["views"] = new JsonObject { ["Count"] = views } });

    public static EvaluationRun Run(LabelledSet set, string folder) => new(set, folder, Fingerprint(set), Methods);
}
