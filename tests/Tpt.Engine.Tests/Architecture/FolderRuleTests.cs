using Mono.Cecil;

namespace Tpt.Engine.Tests.Architecture;

/// <summary>A folder of the engine is a namespace. Each stands on those below it and knows none above, as the engine's README draws it.</summary>
public sealed class FolderRuleTests
{
    private const string Root = "Tpt.Engine";

    /// <summary>The house from top to bottom, and what each folder uses. The root stands on top and may use all; a row with a star is for every method.</summary>
    private static readonly (string Folder, string[] MayUse)[] _house =
    [
        ("Scoring", ["Calibration", "Gates", "Methods", "Evidence", "Prompts", "Views", "Modules", "Approximations", "Numerics"]),
        ("Calibration", ["Approximations", "Methods", "Evidence", "Prompts", "Numerics", "Validation"]),
        ("Gates", ["Evidence", "Numerics", "Validation"]),
        ("Methods.*", ["Methods.ZeroShot", "Methods.PromptTuning", "Methods", "Tuning", "Evidence", "Prompts", "Approximations", "Numerics", "Validation"]),
        ("Methods", ["Evidence", "Prompts", "Approximations", "Validation"]),
        ("Tuning", ["Evidence", "Prompts", "Approximations", "Numerics"]),
        ("Evidence", ["Prompts", "Modules", "Numerics"]),
        ("Prompts", ["Checkpoints", "Modules", "Tokenization", "Approximations", "Numerics", "Validation"]),
        ("Views", ["Imaging", "Numerics", "Validation"]),
        ("Checkpoints", ["Checkpoints.Layouts", "Checkpoints.Storage", "Checkpoints.Pickles", "Modules", "Configuration", "Imaging", "Files", "Numerics", "Validation"]),
        ("Checkpoints.Layouts", ["Checkpoints.Storage", "Modules", "Configuration", "Imaging", "Files", "Validation"]),
        ("Checkpoints.Storage", ["Checkpoints.Pickles", "Files", "Validation"]),
        ("Checkpoints.Pickles", ["Files", "Validation"]),
        ("Modules", ["Configuration", "Numerics", "Validation"]),
        ("Tokenization", ["Tokenization.SentencePiece", "Configuration", "Files", "Validation"]),
        ("Tokenization.SentencePiece", ["Validation"]),
        ("Configuration", ["Imaging", "Files", "Validation"]),
        ("Imaging.Encoded", ["Imaging"]),
        ("Imaging", ["Files", "Validation"]),
        ("Devices", ["Approximations", "Validation"]),
        ("Approximations", ["Validation"]),
        ("Files", ["Validation"]),
        ("Numerics", []),
        ("Validation", []),
    ];

    [Fact]
    public void Engine_EveryFolder_UsesOnlyWhatItMay() => Offenders(_house).Should().BeEmpty();

    [Fact]
    public void House_NoFolder_MayUseOneAbove()
    {
        var floors = _house.Select(row => row.Folder).ToList();

        var upward = _house.SelectMany((row, floor) => row.MayUse.Where(used => FloorOf(used) < floor).Select(used => $"{row.Folder} -> {used}"));

        upward.Should().BeEmpty();
        int FloorOf(string folder) => floors.IndexOf(folder) is >= 0 and var floor ? floor : floors.IndexOf("Methods.*");
    }

    [Fact]
    public void Offenders_RuleThatForbidsWhatIsDone_NamesTheTypes()
        => Offenders([.. _house.Select(row => row.Folder == "Views" ? (row.Folder, ["Validation"]) : row)])
            .Should().Contain("Tpt.Engine.Views.ViewSampler -> Tpt.Engine.Imaging.ImagePreprocessing");

    /// <summary>Every use that the rule does not allow, as <c>type -> type</c>.</summary>
    private static string[] Offenders((string Folder, string[] MayUse)[] house)
    {
        var mayUse = house.ToDictionary(row => row.Folder, row => row.MayUse, StringComparer.Ordinal);
        using var module = ModuleDefinition.ReadModule(typeof(TptClassifier).Assembly.Location);
        return [.. TypeUses.Of(module)
            .Where(use => IsOfTheEngine(use.User) && IsOfTheEngine(use.Used) && use.User.Namespace != use.Used.Namespace && use.User.Namespace != Root)
            .Where(use => !(mayUse.GetValueOrDefault(RowOf(use.User)) ?? []).Contains(FolderOf(use.Used)))
            .Select(use => $"{use.User.FullName} -> {use.Used.FullName}")
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>What the compiler makes for the whole assembly has no namespace, or another.</summary>
    private static bool IsOfTheEngine(TypeReference type) => type.Namespace == Root || type.Namespace.StartsWith(Root + ".", StringComparison.Ordinal);

    /// <summary>Blank for the root, which nobody may use.</summary>
    private static string FolderOf(TypeReference type) => type.Namespace[Root.Length..].TrimStart('.');

    private static string RowOf(TypeReference type) => FolderOf(type) is var folder && folder.StartsWith("Methods.", StringComparison.Ordinal) ? "Methods.*" : folder;
}
