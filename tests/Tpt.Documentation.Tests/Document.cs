using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tpt.Documentation.Tests;

/// <summary>A document of the repository as it lies beside the tests, and the C# programs in it.</summary>
internal static partial class Document
{
    /// <summary>The documents with C# in them.</summary>
    public static readonly string[] WithPrograms = ["README.md", "Microsoft.ML.Tpt.README.md", "Microsoft.ML.Tpt.Extensions.README.md", "Tpt.Engine.README.md", "Tpt.ImageSharp.README.md"];

    public static string Read(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, name));

    /// <summary>The contents of the document's C# fences.</summary>
    public static IReadOnlyList<string> Programs(string name) => [.. Fences().Matches(Read(name)).Select(fence => fence.Groups[1].Value)];

    /// <summary>A program where the source has top-level statements, else a library.</summary>
    public static OutputKind KindOf(string source) => CSharpSyntaxTree.ParseText(source).GetCompilationUnitRoot().Members.OfType<GlobalStatementSyntax>().Any()
        ? OutputKind.ConsoleApplication
        : OutputKind.DynamicallyLinkedLibrary;

    [GeneratedRegex("^```csharp\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fences();
}
