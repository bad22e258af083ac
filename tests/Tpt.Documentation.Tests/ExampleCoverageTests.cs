using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Tpt.Documentation.Tests;

/// <summary>
/// Every public type has an example, and every public constructor and method. What the example of a type shows by itself needs none
/// of its own: fields, properties and enumeration values; a constructor without parameters; Dispose (a test here asks for the
/// <c>using</c> in the type's example); the members that the compiler gives a record; and overrides, which do what the base says.
/// </summary>
public sealed class ExampleCoverageTests
{
    public static TheoryData<string> Types => [.. PublicTypes().Select(type => type.GetDocumentationCommentId()!)];

    public static TheoryData<string> Methods => [.. PublicTypes().SelectMany(type => type.GetMembers().OfType<IMethodSymbol>())
        .Where(NeedsAnExample)
        .Select(method => method.GetDocumentationCommentId()!)];

    public static TheoryData<string> DisposableTypes => [.. PublicTypes()
        .Where(type => type.AllInterfaces.Any(implemented => implemented.SpecialType == SpecialType.System_IDisposable))
        .Select(type => type.GetDocumentationCommentId()!)];

    [Theory]
    [MemberData(nameof(Types))]
    public void PublicType_HasAnExample(string id) => ExamplesOf(id).Should().NotBeEmpty();

    [Theory]
    [MemberData(nameof(Methods))]
    public void PublicConstructorOrMethod_HasAnExample(string id) => ExamplesOf(id).Should().NotBeEmpty();

    [Theory]
    [MemberData(nameof(DisposableTypes))]
    public void DisposableType_IsDisposedInItsExample(string id) => ExamplesOf(id).Should().Contain(example => example.Contains("using ", StringComparison.Ordinal));

    [Fact]
    public void Members_AreFound()
    {
        Types.Should().HaveCountGreaterThan(25);
        Methods.Should().HaveCountGreaterThan(30);
    }

    private static IEnumerable<string> ExamplesOf(string id) => DocumentedMember.All.TryGetValue(id, out var member) ? member.Examples : [];

    private static IEnumerable<INamedTypeSymbol> PublicTypes()
    {
        var compilation = CSharpCompilation.Create("Documented", references: SnippetCompiler.References);
        return compilation.SourceModule.ReferencedAssemblySymbols
            .Where(assembly => assembly.Name is "Microsoft.ML.Tpt" or "Microsoft.ML.Tpt.Extensions" or "Tpt.Engine" or "Tpt.ImageSharp")
            .SelectMany(assembly => PublicTypes(assembly.GlobalNamespace));
    }

    private static IEnumerable<INamedTypeSymbol> PublicTypes(INamespaceOrTypeSymbol container) => container.GetMembers().SelectMany(member => member switch
    {
        INamespaceSymbol inner => PublicTypes(inner),
        // The compiler keeps the signatures of extension blocks in types that have no name; what they extend is a method of the class around them.
        INamedTypeSymbol { DeclaredAccessibility: Accessibility.Public, CanBeReferencedByName: true } type => [type, .. PublicTypes(type)],
        _ => [],
    });

    private static bool NeedsAnExample(IMethodSymbol method) =>
        method is { DeclaredAccessibility: Accessibility.Public, IsOverride: false, Name: not "Dispose" }
        && method.MethodKind is MethodKind.Ordinary or MethodKind.Constructor or MethodKind.UserDefinedOperator or MethodKind.Conversion
        && !(method.MethodKind == MethodKind.Constructor && method.Parameters.IsEmpty)
        && method.GetAttributes().All(attribute => attribute.AttributeClass?.Name != "CompilerGeneratedAttribute");
}
