using Tpt.Parity.Fixtures.Architectures;

namespace Tpt.Parity.Fixtures;

/// <summary><c>checkpoints</c>: every case of a folder of checkpoint fixtures, and its architectures.</summary>
internal static class FixtureFolder
{
    /// <param name="folder">A folder with a folder for each case; what has no case.json is none.</param>
    /// <param name="output">Where the lines go, the summary last.</param>
    public static ParityReport Run(string folder, TextWriter output)
    {
        var report = new ParityReport(output);
        foreach (var path in Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Where(path => File.Exists(Path.Combine(path, FixtureCase.FileName))))
        {
            var name = Path.GetFileName(path);
            report.Guard(name, () => RunCase(name, path, report));
        }
        ArchitectureSuite.Run(Path.Combine(folder, ArchitectureSuite.FolderName), report);
        report.WriteSummary();
        return report;
    }

    private static void RunCase(string name, string path, ParityReport report)
    {
        var fixture = FixtureCase.Read(path);
        using var files = new FixtureFiles(path, fixture.Unpack);
        new FixtureSuite(name, fixture, files, report).Run();
    }
}
