using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tpt.Documentation.Tests;

public sealed partial class ReadmeTests
{
    private static readonly string _readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));

    public static TheoryData<int, string> Programs
    {
        get
        {
            var programs = new TheoryData<int, string>();
            foreach (Match fence in Fences().Matches(_readme))
            {
                programs.Add(programs.Count + 1, fence.Groups[1].Value);
            }
            return programs;
        }
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void CSharpFence_Compiles(int number, string source)
    {
        var isProgram = CSharpSyntaxTree.ParseText(source).GetCompilationUnitRoot().Members.OfType<GlobalStatementSyntax>().Any();

        SnippetCompiler.ErrorsOf(source, isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary)
            .Should().BeEmpty($"fence {number} of the README must compile");
    }

    [Fact]
    public void Readme_HasFencesToCompile() => Programs.Count.Should().BeGreaterThanOrEqualTo(3);

    [Fact]
    public void WebServiceRecipe_IsTheFileThatRunsInATest()
    {
        var file = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "ClassificationService.cs"));
        var recipe = file[file.IndexOf("public static class", StringComparison.Ordinal)..].Trim();

        _readme.Should().Contain(recipe);
    }

    [GeneratedRegex("^```csharp\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fences();
}
