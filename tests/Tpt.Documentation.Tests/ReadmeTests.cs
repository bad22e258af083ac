using System.Text.RegularExpressions;

namespace Tpt.Documentation.Tests;

public sealed partial class ReadmeTests
{
    private const int LongestReadme = 200;

    public static TheoryData<string, int> Programs
    {
        get
        {
            var programs = new TheoryData<string, int>();
            foreach (var document in Document.WithPrograms)
            {
                for (var i = 0; i < Document.Programs(document).Count; i++)
                {
                    programs.Add(document, i);
                }
            }
            return programs;
        }
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void CSharpFence_Compiles(string document, int index)
    {
        var source = Document.Programs(document)[index];

        SnippetCompiler.ErrorsOf(source, Document.KindOf(source)).Should().BeEmpty($"fence {index + 1} of {document} must compile");
    }

    [Fact]
    public void Documents_HaveFencesToCompile() => Document.WithPrograms.Should().OnlyContain(document => Document.Programs(document).Count > 0);

    [Fact]
    public void Readme_IsShort() => File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "README.md")).Length.Should().BeLessThanOrEqualTo(LongestReadme);

    [Fact]
    public void Documents_HaveNoPlaceholder() => Document.WithPrograms.Where(document => Placeholders().IsMatch(Document.Read(document))).Should().BeEmpty();

    [GeneratedRegex("@[A-Z]+@")]
    private static partial Regex Placeholders();
}
