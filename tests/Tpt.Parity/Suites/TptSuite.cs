using Tpt.Parity.Cases;

namespace Tpt.Parity.Suites;

/// <summary><c>tpt/model/*.json</c>, each case with every checkpoint of its model.</summary>
internal static class TptSuite
{
    private const string IndexFile = "index.json";

    public static void Run(string goldens, ParityReport report, ParityVariant variant)
    {
        var root = Path.Combine(goldens, "tpt");
        if (!Directory.Exists(root))
        {
            return;
        }
        foreach (var folder in Directory.GetDirectories(root).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(folder);
            var checkpoints = ParityModel.Find(goldens, name);
            if (checkpoints.Count == 0)
            {
                report.Fail(name, "there is no checkpoint of this model");
            }
            foreach (var checkpoint in checkpoints)
            {
                report.Guard(Path.GetFileName(checkpoint), () =>
                {
                    using var model = ParityModel.Load(checkpoint, variant);
                    foreach (var caseName in CaseNames(folder))
                    {
                        report.Guard($"{model.Name}/{caseName}", () => RunCase(model, folder, caseName, report, variant));
                    }
                });
            }
        }
    }

    /// <summary>In the order of the index, then those that it does not name.</summary>
    private static IEnumerable<string> CaseNames(string folder)
    {
        var index = Path.Combine(folder, IndexFile);
        var named = File.Exists(index) ? PythonJson.Read(index).GetProperty("cases").Texts() : [];
        var found = Directory.GetFiles(folder, "*.json").Where(path => Path.GetFileName(path) != IndexFile).Select(path => Path.GetFileNameWithoutExtension(path));
        return named.Union(found.Order(StringComparer.Ordinal));
    }

    private static void RunCase(ParityModel model, string folder, string caseName, ParityReport report, ParityVariant variant)
    {
        var tptCase = TptCase.Read(Path.Combine(folder, caseName + ".json"));
        using var tensors = new GoldenTensors(Path.Combine(folder, caseName + ".safetensors"), variant.Device);
        using var views = new GoldenTensors(Path.Combine(folder, tptCase.ViewsFile), variant.Device);
        new TptCaseRunner(model, caseName, tptCase, tensors, report, variant).Run(views.Read("views"));
    }
}
