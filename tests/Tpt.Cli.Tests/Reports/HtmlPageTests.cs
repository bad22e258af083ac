using Tpt.Cli.Reports;

namespace Tpt.Cli.Tests.Reports;

public sealed class HtmlPageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_BodyThatThrows_LeavesWhatWasThere()
    {
        var path = _folder.File("page.html");
        File.WriteAllText(path, "before");

        FluentActions.Invoking(() => HtmlPage.Write(path, "t", html =>
        {
            html.Leaf("p", new string('x', 1 << 20));
            throw new IOException("no more space");
        })).Should().Throw<IOException>();

        Directory.GetFiles(_folder.Path).Should().Equal(path);
        File.ReadAllText(path).Should().Be("before");
    }

    [Fact]
    public void Write_FolderThatIsNotThere_IsMade()
    {
        var path = _folder.File("new/folder/page.html");

        HtmlPage.Write(path, "t", html => html.Leaf("p", "text"));

        HtmlDocument.Read(path).Descendants("p").Single().Value.Should().Be("text");
    }

    [Theory]
    [InlineData("<b a=\"1\" c='2'>&", "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;")]
    [InlineData("a\nb\tc", "a\nb\tc")]
    [InlineData("\0\u001B[31m\r\u007F\uFFFE", "\uFFFD\uFFFD[31m\uFFFD\uFFFD\uFFFD")]
    [InlineData("é 日本 🥯", "é 日本 🥯")]
    public void Encode_Text_IsHarmlessAndReadable(string text, string expected) => HtmlWriter.Encode(text).Should().Be(expected);
}
