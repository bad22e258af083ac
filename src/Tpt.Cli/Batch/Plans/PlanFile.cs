using System.Text.Json;
using Tpt.Cli.Batch.Files;
using Tpt.Cli.Evaluation.Rows;
using Tpt.Cli.Terminal;
using Tpt.Engine.Validation;

namespace Tpt.Cli.Batch.Plans;

/// <summary>The file <c>plan.json</c>.</summary>
internal static class PlanFile
{
    public const string Name = "plan.json";

    private const int MostDifferences = 4;

    private const string MakeAnother = "Bring the plan back as 'tpt plan' wrote it, or make it again with 'tpt plan' into another folder.";

    /// <summary>A billion rows in shards of 20,000 are 4 MB.</summary>
    private const long LongestBytes = 256L << 20;

    /// <summary>Reads a plan.</summary>
    /// <param name="path">The file, or the folder that it lies in.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">It is no plan, or was changed.</exception>
    public static JobPlan Read(string path)
    {
        path = PathOf(path);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no plan '{CellText.Quoted(path)}'. 'tpt plan' makes one.");
        }
        if (new FileInfo(path).Length is 0 or > LongestBytes)
        {
            throw new InvalidDataException($"'{CellText.Quoted(path)}' is no plan: it is empty, no regular file, or longer than 256 MiB. {MakeAnother}");
        }
        try
        {
            var plan = PlanJson.Read(File.ReadAllBytes(path)) ?? throw new InvalidDataException($"'{CellText.Quoted(path)}' is no plan: it is empty. {MakeAnother}");
            return plan.Fault() is { } fault ? throw new InvalidDataException($"'{CellText.Quoted(path)}' is no plan that can be followed: {fault}. {MakeAnother}") : plan;
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"'{CellText.Quoted(path)}' is no plan of this version of tpt: it cannot be read {PlanJson.PlaceOf(exception)}. It was changed or cut short, or is of another version. {MakeAnother}", exception);
        }
    }

    /// <summary>Where the plan is, for whoever names it or its folder.</summary>
    public static string PathOf(string path) => Directory.Exists(path) ? Path.Combine(path, Name) : path;

    /// <summary>Writes a plan into a folder where there is none. One that is there and the same is left alone.</summary>
    /// <returns>Whether it was written.</returns>
    /// <exception cref="InvalidDataException">There is another plan; the message says in what it differs.</exception>
    public static async Task<bool> WriteAsync(string folder, JobPlan plan)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path) && await Publication.PublishAsync(path, stream => stream.WriteAsync((byte[])[.. PlanJson.ToBytes(PlanJson.ToJson(plan)), (byte)'\n']).AsTask()))
        {
            return true;
        }
        var earlier = Read(path);
        if (earlier.Fingerprint == plan.Fingerprint)
        {
            return false;
        }
        var differences = JsonDifference.Between(PlanJson.ToJson(earlier), PlanJson.ToJson(plan)).Where(one => one.Path != PlanJson.NameOf(nameof(JobPlan.Fingerprint))).Take(MostDifferences);
        throw new InvalidDataException($"'{CellText.Quoted(folder)}' has another plan, and a plan is never changed. {string.Join(" ", differences)} Name another folder with --out.");
    }
}
