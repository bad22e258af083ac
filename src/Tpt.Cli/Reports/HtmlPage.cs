namespace Tpt.Cli.Reports;

/// <summary>One HTML file that stands by itself: no script, nothing from elsewhere, light or dark as the reader's system is.</summary>
internal static class HtmlPage
{
    /// <summary>A browser loads nothing and runs nothing for this page, whatever is in it.</summary>
    private const string Policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

    /// <param name="output">Where it goes, in UTF-8.</param>
    /// <param name="title">The title and first heading.</param>
    /// <param name="body">What comes below the heading.</param>
    public static void Write(TextWriter output, string title, Action<HtmlWriter> body)
    {
        output.Write("<!DOCTYPE html>\n");
        var html = new HtmlWriter(output);
        using var root = html.Element("html", ("lang", "en"));
        using (html.Element("head"))
        {
            html.Void("meta", ("charset", "utf-8"));
            html.Void("meta", ("http-equiv", "Content-Security-Policy"), ("content", Policy));
            html.Void("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
            html.Leaf("title", title);
            using (html.Element("style"))
            {
                html.Markup(StyleSheet());
            }
        }
        using (html.Element("body"))
        using (html.Element("main"))
        {
            html.Leaf("h1", title);
            body(html);
        }
    }

    private static string StyleSheet()
    {
        using var sheet = new StreamReader(typeof(HtmlPage).Assembly.GetManifestResourceStream("page.css")!);
        return sheet.ReadToEnd();
    }
}
