using System.Text;

namespace Tpt.Cli.Reports;

/// <summary>One HTML file that stands by itself: no script, nothing from elsewhere, light or dark as the reader's system is.</summary>
internal static class HtmlPage
{
    /// <summary>A browser loads nothing and runs nothing for this page, whatever is in it.</summary>
    private const string Policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

    private const int BufferSize = 1 << 16;

    /// <summary>Writes the page beside its place and moves it there: under <paramref name="path"/> lies a whole page or what lay there before.</summary>
    /// <param name="path">The file. It is overwritten, and its folder is made where there is none.</param>
    /// <param name="title">The title and first heading.</param>
    /// <param name="body">What comes below the heading.</param>
    /// <exception cref="IOException">It cannot be written; <see cref="UnauthorizedAccessException"/> where it may not.</exception>
    public static void Write(string path, string title, Action<HtmlWriter> body)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var partial = $"{full}.{Environment.ProcessId}.partial";
        try
        {
            using (var file = new StreamWriter(partial, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), BufferSize))
            {
                Write(file, title, body);
            }
            File.Move(partial, full, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    internal static void Write(TextWriter output, string title, Action<HtmlWriter> body)
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
