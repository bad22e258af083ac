using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.ML;
using Tpt.Engine;
using Tpt.Engine.Approximations;

namespace Tpt.Documentation.Tests;

/// <summary>The options that documents name, such as <c>Views.Count</c>, are there.</summary>
public sealed partial class OptionNameTests
{
    public static TheoryData<string, int> Documents => new()
    {
        { "README.md", 15 },
        { "Microsoft.ML.Tpt.README.md", 8 },
        { "SECURITY.md", 1 },
        { "Tpt.Engine.README.md", 20 },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public void Document_OptionByItsPath_IsThere(string document, int least)
    {
        var paths = Paths().Matches(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, document)))
            .Select(match => (Group: TypeOf(match.Groups[1].Value), Name: match.Groups[2].Value, Path: $"{match.Groups[1]}.{match.Groups[2]}")).Where(path => path.Group is not null).ToArray();

        paths.Should().HaveCountGreaterThanOrEqualTo(least);
        paths.Where(path => path.Group!.GetProperty(path.Name) is null).Select(path => path.Path).Should().BeEmpty();
    }

    /// <summary>The group by itself in a list of approximations.</summary>
    [Fact]
    public void Engine_TableOfApproximations_NamesEachOfThem()
    {
        var document = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Tpt.Engine.README.md"));

        typeof(ApproximationOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(option => option.Name)
            .Where(name => !document.Contains($"`{name}`", StringComparison.Ordinal)).Should().BeEmpty();
    }

    /// <summary>The group of a property, or the record of that name; <see langword="null"/> for options of others, such as <c>PredictionEngineOptions</c>.</summary>
    private static Type? TypeOf(string group) => typeof(TptOptions).GetProperty(group)?.PropertyType
        ?? new[] { typeof(TptOptions), typeof(TptClassifierOptions) }.SelectMany(type => type.Assembly.GetExportedTypes()).SingleOrDefault(type => type.Name == group);

    [GeneratedRegex(@"(?<=[`.])(?<!mlContext\.)(?=(Prompt|Views|Approximations|Model|Images|[A-Z]\w+Options)\.([A-Z]\w+))")]
    private static partial Regex Paths();
}
