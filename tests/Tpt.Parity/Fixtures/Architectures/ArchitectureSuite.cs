using Tpt.Engine.Checkpoints;
using Tpt.Engine.Checkpoints.Layouts;
using Tpt.Engine.Configuration;
using static TorchSharp.torch;

namespace Tpt.Parity.Fixtures.Architectures;

/// <summary><c>architectures/*.json</c>: what is inferred from the names and shapes of whole models.</summary>
internal static class ArchitectureSuite
{
    public const string FolderName = "architectures";

    /// <summary>What a question about the activation must name.</summary>
    private static readonly string[] _activation = ["QuickGELU", "quick_gelu", "QuickGelu", "activation"];

    public static void Run(string folder, ParityReport report)
    {
        var paths = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json") : [];
        foreach (var path in paths.Order(StringComparer.Ordinal))
        {
            var name = $"{FolderName}/{Path.GetFileNameWithoutExtension(path)}";
            report.Guard(name, () => Run(name, ArchitectureCase.Read(path), report));
        }
    }

    /// <summary>The dtype says nothing: weights of others are stored in 16 bits too.</summary>
    private static void Run(string name, ArchitectureCase architecture, ParityReport report)
    {
        foreach (var dtype in new[] { ScalarType.Float32, ScalarType.Float16 })
        {
            using var shapes = new ShapesOnly(architecture.Name, architecture.Tensors, dtype);
            var caseName = $"{name}/{dtype}";
            if (!architecture.OpenaiScalars)
            {
                CheckQuestion(caseName, shapes, report);
            }
            var config = OpenAiArchitecture.Infer(shapes, openClip: null, quickGelu: architecture.OpenaiScalars ? null : false);
            report.State(caseName, "hyper_parameters", HyperParameters.FaultsOf(architecture.Expected, config, preprocessing: null));
            using var source = new OpenAiTensorSource(shapes, OpenAiArchitecture.HasVisionTransformer(shapes));
            CheckpointLoader.RequireFit(ClipShapes.Of(config), source);
            report.State(caseName, "tensors", []);
        }
    }

    private static void CheckQuestion(string caseName, ShapesOnly shapes, ParityReport report)
    {
        try
        {
            _ = OpenAiArchitecture.Infer(shapes, openClip: null, quickGelu: null);
            report.Refuse(caseName, ["an activation is taken that nothing says"], "");
        }
        catch (InvalidDataException e)
        {
            report.Refuse(caseName, RefusalRules.FaultsOf(e, new FixtureRefusal { MessageAnyOf = _activation }, givenPaths: []), e.Message);
        }
    }
}
