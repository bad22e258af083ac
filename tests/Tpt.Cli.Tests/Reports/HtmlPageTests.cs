using Tpt.Cli.Reports;

namespace Tpt.Cli.Tests.Reports;

public sealed class HtmlPageTests
{
    [Fact]
    public void Write_Body_StandsInAPageThatLoadsNothing()
    {
        var output = new StringWriter();

        HtmlPage.Write(output, "a & b", html => html.Leaf("p", "<text>", ("class", "\"x\"")));

        output.ToString().Should().StartWith("<!DOCTYPE html>\n").And.Contain("<title>a &amp; b</title>").And.Contain("<p class=\"&quot;x&quot;\">&lt;text&gt;</p>").And.Contain("default-src &#39;none&#39;");
    }

    [Theory]
    [InlineData("<b a=\"1\" c='2'>&", "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;")]
    [InlineData("a\nb\tc", "a\nb\tc")]
    [InlineData("\0\u001B[31m\r\u007F\uFFFE", "\uFFFD\uFFFD[31m\uFFFD\uFFFD\uFFFD")]
    [InlineData("é 日本 🥯", "é 日本 🥯")]
    public void Encode_Text_IsHarmlessAndReadable(string text, string expected) => HtmlWriter.Encode(text).Should().Be(expected);
}
