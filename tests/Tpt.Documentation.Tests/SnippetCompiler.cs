using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Tpt.Documentation.Tests;

/// <summary>Compiles code that stands in documentation against what this test project references.</summary>
internal static class SnippetCompiler
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    /// <summary>The framework and all that this project references.</summary>
    public static IReadOnlyList<MetadataReference> References { get; } = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>The compiler's errors; empty if the program compiles.</summary>
    public static string[] ErrorsOf(string source, OutputKind kind) => ErrorsOf(Compile(source, kind, "Snippet"));

    /// <summary>Writes the compiled program to a file.</summary>
    /// <exception cref="InvalidOperationException">It does not compile.</exception>
    public static void Emit(string source, OutputKind kind, string path)
    {
        var compilation = Compile(source, kind, Path.GetFileNameWithoutExtension(path));
        if (!compilation.Emit(path).Success)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, ErrorsOf(compilation)));
        }
    }

    private static CSharpCompilation Compile(string source, OutputKind kind, string name)
    {
        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);
        return CSharpCompilation.Create(name,
            [CSharpSyntaxTree.ParseText(ImplicitUsings, options), CSharpSyntaxTree.ParseText(source, options)],
            References,
            new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable));
    }

    private static string[] ErrorsOf(CSharpCompilation compilation) => [.. compilation.GetDiagnostics()
        .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
        .Select(diagnostic => string.Create(CultureInfo.InvariantCulture, $"{diagnostic.GetMessage(CultureInfo.InvariantCulture)} in: {LineOf(diagnostic)}"))];

    private static string LineOf(Diagnostic diagnostic)
        => diagnostic.Location.SourceTree?.GetText().Lines[diagnostic.Location.GetLineSpan().StartLinePosition.Line].ToString().Trim() ?? "";
}
