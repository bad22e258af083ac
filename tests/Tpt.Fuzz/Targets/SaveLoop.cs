using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Tpt.Engine;
using Tpt.Fuzz.Entries;

namespace Tpt.Fuzz.Targets;

/// <summary>A process that saves two models in turn over one file until it is killed, or until a file may not become larger.</summary>
internal static partial class SaveLoop
{
    private const int FileSizeLimit = 1;
    private const int FileSizeSignal = 25;
    private const nint Ignore = 1;

    /// <summary>The number of classes of the two models.</summary>
    public static IReadOnlyList<string[]> Classes { get; } = [["cat", "dog"], ["apple", "banana", "carrot"]];

    public static Command Command()
    {
        var model = new Argument<string>("model");
        var path = new Argument<string>("path");
        var limit = new Argument<long>("limit") { Description = "The size in bytes from which the system refuses to write; 0: none." };
        var command = new Command("save-loop", "Saves models until it is killed.") { model, path, limit };
        command.Hidden = true;
        command.SetAction(parsed => Run(parsed.GetRequiredValue(model), parsed.GetRequiredValue(path), parsed.GetValue(limit)));
        return command;
    }

    private static int Run(string model, string path, long limit)
    {
        var context = new MLContext(1);
        var rows = context.Data.LoadFromEnumerable([new BytesRow { Image = RowScoring.Pictures[0] }]);
        var transformers = Classes.Select(names =>
        {
            var options = RowScoring.Options(model);
            (options.ClassNames, options.ModelStorage) = (names, TptModelStorage.Embed);
            return context.Transforms.TestTimePromptTuning(options).Fit(rows);
        }).ToArray();
        SavedModelEntry.Save(context, transformers[0], rows.Schema, path);
        if (limit == 0)
        {
            Console.WriteLine("saved");
            for (var i = 1; ; i++)
            {
                SavedModelEntry.Save(context, transformers[i % 2], rows.Schema, path);
            }
        }
        _ = Signal(FileSizeSignal, Ignore);
        var limits = new[] { limit, limit };
        if (SetLimit(FileSizeLimit, limits) != 0)
        {
            return Marshal.GetLastPInvokeError();
        }
        try
        {
            SavedModelEntry.Save(context, transformers[1], rows.Schema, path);
            Console.WriteLine("saved");
        }
        catch (Exception exception) when (exception is IOException or ArgumentOutOfRangeException)
        {
            // A full disk is an IOException; the limit that stands for it is the other one to .NET.
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"refused: {exception.Message}"));
        }
        return 0;
    }

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, [In] long[] limits);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int signal, nint handler);
}
