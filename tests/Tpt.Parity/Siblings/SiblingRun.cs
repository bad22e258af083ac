using TorchSharp;
using Tpt.Parity.Cases;
using static TorchSharp.torch;

namespace Tpt.Parity.Siblings;

/// <summary>Every case of a folder of siblings, compared.</summary>
internal static class SiblingRun
{
    /// <summary>The suites by method.</summary>
    public static IReadOnlyDictionary<string, ISiblingSuite> Suites { get; } = typeof(SiblingRun).Assembly.GetTypes()
        .Where(type => type.IsAssignableTo(typeof(ISiblingSuite)) && !type.IsInterface)
        .Select(type => (ISiblingSuite)Activator.CreateInstance(type, nonPublic: true)!)
        .ToDictionary(suite => suite.Method, StringComparer.Ordinal);

    /// <param name="folder">The cases: <c>siblings/model/method.case.json</c>, and <c>index.json</c>, each of whose cases must be there.</param>
    /// <param name="goldens">Where their checkpoints and views are.</param>
    /// <param name="output">Where the lines go, the summary last.</param>
    /// <param name="method">The one method that is compared; null for all.</param>
    /// <param name="device">Where the models are; null for the CPU.</param>
    public static ParityReport Run(string folder, string goldens, TextWriter output, string? method = null, Device? device = null)
    {
        var report = new ParityReport(output);
        foreach (var missing in SiblingIndex.Missing(folder, method))
        {
            report.Fail(missing, "index.json lists it, and it is not there");
        }
        foreach (var ofModel in Directory.GetDirectories(SiblingIndex.FolderOf(folder)).Order(StringComparer.Ordinal))
        {
            report.Guard(Path.GetFileName(ofModel), () => RunModel(ofModel, goldens, report, method, device ?? CPU));
        }
        report.WriteSummary();
        return report;
    }

    private static void RunModel(string folder, string goldens, ParityReport report, string? method, Device device)
    {
        using var scope = NewDisposeScope();
        var name = Path.GetFileName(folder);
        var checkpoint = ParityModel.Find(goldens, name) is [var first, ..] ? first : null;
        using var model = checkpoint is null ? null : ParityModel.Load(checkpoint, new ParityVariant { Device = device });
        using var views = model is null ? null : new GoldenTensors(Path.Combine(goldens, "tpt", name, "views.safetensors"), device);
        var pixels = views?.Read("views");
        foreach (var path in Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            var ofFile = Path.GetFileName(path).Split('.')[0];
            if (method is not null && ofFile != method)
            {
                continue;
            }
            report.Guard($"{name}/{Path.GetFileNameWithoutExtension(path)}", () =>
            {
                using var golden = new SiblingCase(path, model, pixels, device);
                var suite = Suites.GetValueOrDefault(ofFile) ?? throw new NotSupportedException($"There is no suite for '{ofFile}'.");
                suite.Run(golden, report);
                foreach (var quantity in golden.Tensors.NotAskedFor)
                {
                    report.Skip(golden.Name, quantity, "not a result of the method");
                }
            });
        }
    }
}
