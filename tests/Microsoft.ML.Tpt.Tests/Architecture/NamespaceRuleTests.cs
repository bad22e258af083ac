using Mono.Cecil;
using Tpt.Engine.Tests.Architecture;

namespace Microsoft.ML.Tests.Architecture;

/// <summary>Namespace <c>Microsoft.ML</c> has what users type and nothing else. What is inside lies below, each part by itself.</summary>
public sealed class NamespaceRuleTests
{
    private const string Root = "Microsoft.ML";
    private const string Inside = $"{Root}.Tpt";

    /// <summary>The house from top to bottom, and what each namespace uses of the others. The root stands on top and may use all.</summary>
    private static readonly (string Namespace, string[] MayUse)[] _house =
    [
        ("Saving", ["Scoring", "Models", "ClassPrompts", "Internals"]),
        ("Calibration", ["Evaluation", "Columns"]),
        ("Evaluation", ["Scoring", "Images", "Columns"]),
        ("Scoring", ["Models", "Images", "Images.Decoding", "Columns", "Internals"]),
        ("Models", ["Internals"]),
        ("Images", ["Images.Decoding"]),
        ("Images.Decoding", []),
        ("ClassPrompts", ["Columns"]),
        ("Columns", []),
        ("Internals", []),
    ];

    /// <summary>The types of the root that those below may use: the options and what is reported; and what is loaded and evaluated, where that is made.</summary>
    private static readonly (string Type, string[] By)[] _ofTheRoot =
    [
        ("TptOptions", ["Saving", "Evaluation", "Scoring", "Models", "Images", "Columns"]),
        ("TptImageOptions", ["Saving", "Images"]),
        ("TptModelStorage", ["Saving"]),
        ("TptLoadOptions", ["Saving"]),
        ("TptProgress", ["Scoring", "Evaluation"]),
        ("TptTransformer", ["Saving", "Scoring"]),
        ("ClassPromptsTransformer", ["Saving"]),
        ("TptTemperatureTransformer", ["Saving"]),
        ("TptMetrics", ["Evaluation"]),
        ("TptMethodMetrics", ["Evaluation"]),
        ("TptCalibration", ["Evaluation"]),
    ];

    [Fact]
    public void PublicTypes_AreInTheRootAndNothingElseIs()
    {
        using var module = Module();
        var types = module.Types.Where(type => !type.Name.StartsWith('<')).ToArray();

        types.Where(type => type.IsPublic).Should().OnlyContain(type => type.Namespace == Root).And.HaveCountGreaterThan(10);
        types.Where(type => !type.IsPublic && type.Namespace == Root).Should().BeEmpty();
        types.Where(type => type.Namespace.StartsWith(Root, StringComparison.Ordinal) && !type.IsPublic).Select(NamespaceOf).Distinct()
            .Should().BeEquivalentTo(_house.Select(row => row.Namespace));
    }

    [Fact]
    public void Library_EveryNamespace_UsesOnlyWhatItMay() => Offenders(_house).Should().BeEmpty();

    [Fact]
    public void House_NoNamespace_MayUseOneAbove()
    {
        var floors = _house.Select(row => row.Namespace).ToList();

        _house.SelectMany((row, floor) => row.MayUse.Where(used => floors.IndexOf(used) <= floor).Select(used => $"{row.Namespace} -> {used}")).Should().BeEmpty();
    }

    [Fact]
    public void Library_BelowTheRoot_UsesOnlyTheTypesOfTheRootThatItMay()
    {
        var may = _ofTheRoot.ToDictionary(row => $"{Root}.{row.Type}", row => row.By);

        Uses().Where(use => use.User.Namespace != Root && use.Used.Namespace == Root)
            .Where(use => !(may.GetValueOrDefault(use.Used.FullName) ?? []).Contains(NamespaceOf(use.User)))
            .Select(use => $"{use.User.FullName} -> {use.Used.FullName}").Should().BeEmpty();
    }

    [Fact]
    public void Offenders_RuleThatForbidsWhatIsDone_NamesTheTypes()
        => Offenders([.. _house.Select(row => row.Namespace == "Saving" ? (row.Namespace, [.. row.MayUse.Except(["Models"])]) : row)])
            .Should().Contain("Microsoft.ML.Tpt.Saving.ReferencedModel -> Microsoft.ML.Tpt.Models.ModelLocator")
            .And.OnlyContain(use => use.StartsWith("Microsoft.ML.Tpt.Saving.", StringComparison.Ordinal));

    /// <summary>Every use between namespaces below the root that the rule does not allow, as <c>type -> type</c>.</summary>
    private static string[] Offenders((string Namespace, string[] MayUse)[] house)
    {
        var mayUse = house.ToDictionary(row => row.Namespace, row => row.MayUse, StringComparer.Ordinal);
        return [.. Uses()
            .Where(use => IsInside(use.User) && IsInside(use.Used) && use.User.Namespace != use.Used.Namespace)
            .Where(use => !(mayUse.GetValueOrDefault(NamespaceOf(use.User)) ?? []).Contains(NamespaceOf(use.Used)))
            .Select(use => $"{use.User.FullName} -> {use.Used.FullName}")
            .Order(StringComparer.Ordinal)];
    }

    private static (TypeReference User, TypeReference Used)[] Uses()
    {
        using var module = Module();
        return [.. TypeUses.Of(module).Where(use => use.User.Namespace.StartsWith(Root, StringComparison.Ordinal) && use.Used.Namespace.StartsWith(Root, StringComparison.Ordinal))];
    }

    private static ModuleDefinition Module() => ModuleDefinition.ReadModule(typeof(TptTransformer).Assembly.Location);

    private static bool IsInside(TypeReference type) => type.Namespace == Inside || type.Namespace.StartsWith(Inside + ".", StringComparison.Ordinal);

    private static string NamespaceOf(TypeReference type) => type.Namespace.Length > Inside.Length ? type.Namespace[(Inside.Length + 1)..] : "";
}
