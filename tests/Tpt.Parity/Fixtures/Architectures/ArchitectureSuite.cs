using Tpt.Engine.Checkpoints;
using Tpt.Engine.Checkpoints.Layouts;
using Tpt.Engine.Files;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Tpt.Parity.Fixtures.Architectures;

/// <summary>
/// <c>architectures/*.json</c>: what is read off the names and shapes of whole models, in a folder of their own. Activation and preprocessing are
/// asked for where neither the three scalars of OpenAI nor a file beside the weights says them.
/// </summary>
internal sealed class ArchitectureSuite(string name, ArchitectureCase architecture, ScalarType dtype, string folder, ParityReport report)
{
    public const string FolderName = "architectures";

    private static readonly FixtureRefusal _activation = new() { MessageAnyOf = ["QuickGELU", "quick_gelu", "activation"] };
    private static readonly FixtureRefusal _preprocessing = new() { MessageAnyOf = ["preprocess", "mean and std", "image_mean"] };

    public static void Run(string folder, ParityReport report)
    {
        var paths = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json") : [];
        foreach (var path in paths.Order(StringComparer.Ordinal))
        {
            // The dtype says nothing: others store their weights in 16 bits too.
            foreach (var dtype in new[] { ScalarType.Float32, ScalarType.Float16 })
            {
                var name = $"{FolderName}/{Path.GetFileNameWithoutExtension(path)}/{dtype}";
                report.Guard(name, () => Run(name, ArchitectureCase.Read(path), dtype, report));
            }
        }
    }

    private static void Run(string name, ArchitectureCase architecture, ScalarType dtype, ParityReport report)
    {
        var folder = Directory.CreateTempSubdirectory("tpt");
        try
        {
            new ArchitectureSuite(name, architecture, dtype, folder.FullName, report).Run();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private void Run()
    {
        if (!architecture.OpenaiScalars)
        {
            CheckQuestion("activation", quickGelu: null, _activation);
            CheckQuestion("preprocessing", quickGelu: false, _preprocessing);
            WritePreprocessing();
        }
        using var checkpoint = Read(architecture.OpenaiScalars ? null : false);
        report.State(name, "hyper_parameters", HyperParameters.FaultsOf(architecture.Expected, checkpoint.Config, checkpoint.Preprocessing));
        CheckpointLoader.RequireFit(ClipShapes.Of(checkpoint.Config), checkpoint.Weights);
        report.State(name, "tensors", []);
    }

    private ClipCheckpoint Read(bool? quickGelu)
        => OpenClipCheckpoint.Read(new CheckpointRequest(folder) { QuickGelu = quickGelu }, new ModelFileReader(), new ShapesOnly(architecture.Name, architecture.Tensors, dtype), folder);

    private void CheckQuestion(string unsaid, bool? quickGelu, FixtureRefusal question)
    {
        try
        {
            Read(quickGelu).Dispose();
            report.Refuse($"{name}/{unsaid}", ["it is taken for something that nothing says"], "");
        }
        catch (InvalidDataException e)
        {
            report.Refuse($"{name}/{unsaid}", RefusalRules.FaultsOf(e, question, [folder]), e.Message);
        }
    }

    /// <summary>What the user would put beside the weights; any will do.</summary>
    private void WritePreprocessing()
    {
        var size = architecture.Expected.GetProperty("vision").GetProperty("image_size").GetInt32();
        File.WriteAllText(Path.Combine(folder, "preprocessor_config.json"), Invariant($$"""{"size": {{size}}, "crop_size": {{size}}}"""));
    }
}
