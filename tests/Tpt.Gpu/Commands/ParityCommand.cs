using System.CommandLine;
using Tpt.Gpu.Comparison;
using Tpt.Parity;
using Tpt.Parity.Siblings;

namespace Tpt.Gpu.Commands;

/// <summary><c>parity</c>: what the reference and the authors of TPT's relatives computed, against this library on a device.</summary>
internal static class ParityCommand
{
    private const string Relatives = "relatives";

    public static Command Create()
    {
        var device = DeviceOption.Create();
        var goldens = new Option<DirectoryInfo>("--goldens") { Description = "What the reference computed. Without it, what lies beside this program.", DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(AppContext.BaseDirectory, "Goldens")) };
        var siblings = new Option<DirectoryInfo?>("--siblings") { Description = "What the authors of TPT's relatives computed. Without it, the folder 'relatives' of the goldens." };
        var lines = new Option<bool>("--lines") { Description = "Print every comparison, not only those that fail." };
        var command = new Command("parity", "Compares with the stored numbers of the reference, and prints the largest difference of each quantity.") { device, goldens.AcceptExistingOnly(), siblings, lines };
        command.SetAction(parse => Run(parse.GetValue(device), parse.GetRequiredValue(goldens), parse.GetValue(siblings), parse.GetValue(lines)) ? 0 : 1);
        return command;
    }

    private static bool Run(int id, DirectoryInfo goldens, DirectoryInfo? siblings, bool prints)
    {
        var device = DeviceOption.Find(id);
        var relatives = siblings?.FullName ?? Path.Combine(goldens.FullName, Relatives);
        var quantities = new QuantityTable();
        using var writer = new LineWriter(line =>
        {
            var isWanted = quantities.Add(line) is false or null && !line.EndsWith("failed", StringComparison.Ordinal);
            if (prints || isWanted)
            {
                Console.WriteLine(line);
            }
        });
        var reports = new List<ParityReport> { ParityRun.Run(goldens.FullName, writer, new ParityVariant { Device = device }) };
        if (Directory.Exists(relatives))
        {
            reports.Add(SiblingRun.Run(relatives, goldens.FullName, writer, method: null, device));
        }
        quantities.Write(Console.Out);
        Console.WriteLine($"parity device={device}");
        Console.WriteLine($"{reports.Sum(report => report.Passed)} passed, {reports.Sum(report => report.Failures.Count)} failed");
        return reports.TrueForAll(report => report.Succeeded);
    }
}
