using System.Diagnostics;
using System.Globalization;
using System.Xml.Linq;
using SkiaSharp;
using Tpt.Cli.Reports;
using Tpt.Cli.Results;
using Tpt.Cli.Tests.Support;

namespace Tpt.Cli.Tests.Reports;

public sealed class HtmlReportTests : IDisposable
{
    private const string Hostile = "<script>alert('1')</script>\" onload=\"x&y\u0001\uD800";

    private readonly TemporaryFolder _folder = new();

    private string Report => _folder["report.html"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_OneSet_ShowsItsFigures()
    {
        HtmlReport.Write(Report, "A title", ["model: built-in"], [Evaluations.Small()]);

        var page = HtmlDocument.Read(Report);
        page.Descendants("h1").Single().Value.Should().Be("A title");
        page.OfClass("summary").Single().Value.Should().Contain("On 8 pictures of 3 classes, PromptTuning has 62.5\u00A0% right, zero-shot 50.0\u00A0%");
        page.Descendants("tbody").First().Elements("tr").Select(row => $"{row.Element("th")!.Value}: {row.Element("td")!.Element("span")!.Value}")
            .Should().Equal("zero-shot: 50.0\u00A0%", "PromptTuning: 62.5\u00A0%");
        page.Descendants("svg").Should().HaveCount(2).And.OnlyContain(svg => svg.Attribute("viewBox") != null && svg.Attribute("width") == null);
        page.OfClass("gallery").Elements("figure").Should().HaveCount(3);
        page.OfClass("origin").Single().Elements().Select(element => element.Value).Should().Equal("model", "built-in");
    }

    [Fact]
    public void Write_TimesOfTwoRuns_DifferInCellsOfSecondsAlone()
    {
        HtmlReport.Write(Report, "t", [], [Evaluations.Small()]);
        var slower = Evaluations.Small();
        slower = slower with { Methods = [.. slower.Methods.Select(method => method with { SecondsPerImage = method.SecondsPerImage * 3 })] };
        HtmlReport.Write(_folder["slower.html"], "t", [], [slower]);

        WithoutSeconds(_folder["slower.html"]).Should().Be(WithoutSeconds(Report));
        File.ReadAllText(_folder["slower.html"]).Should().NotBe(File.ReadAllText(Report));

        static string WithoutSeconds(string path)
        {
            var page = HtmlDocument.Read(path);
            var cells = page.OfClass("seconds").Where(cell => cell.Name == "td").ToList();
            cells.Should().HaveCount(2);
            cells.ForEach(cell => cell.Value = "");
            return page.ToString();
        }
    }

    [Fact]
    public void Write_HostileNames_AreText()
    {
        var evaluation = Evaluations.Small(Hostile, Hostile, "</td>", "b");
        evaluation = evaluation with
        {
            Rows = [.. evaluation.Rows.Select(row => row with { Picture = Hostile, Error = row.Error is null ? null : Hostile })],
            Methods = [evaluation.Methods[0], evaluation.Methods[1] with { }],
        };

        HtmlReport.Write(Report, Hostile, [Hostile, $"{Hostile}: {Hostile}"], [evaluation, evaluation]);

        var page = HtmlDocument.Read(Report);
        page.Loads().Should().BeEmpty();
        page.Descendants("h1").Single().Value.Should().StartWith("<script>alert('1')</script>").And.EndWith("\uFFFD\uFFFD");
    }

    [Fact]
    public void Write_AnyReport_LoadsNothing()
    {
        HtmlReport.Write(Report, "t", [], [Pictured(3)]);

        var page = HtmlDocument.Read(Report);
        page.Loads().Should().BeEmpty();
        page.Descendants("img").Should().NotBeEmpty();
        File.ReadAllText(Report).Should().NotContain("http:").And.NotContain("https:");
    }

    [Fact]
    public void Write_SameInput_GivesSameBytesInEveryCulture()
    {
        var evaluation = Pictured(3);
        HtmlReport.Write(Report, "t", ["a: b"], [evaluation]);
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
            HtmlReport.Write(_folder["again.html"], "t", ["a: b"], [evaluation]);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        File.ReadAllBytes(_folder["again.html"]).Should().Equal(File.ReadAllBytes(Report));
    }

    [Fact]
    public void Write_MoreThan24Repaired_Shows24AndSaysSo()
    {
        HtmlReport.Write(Report, "t", [], [Pictured(30)]);

        var page = HtmlDocument.Read(Report);
        page.Descendants("h4").First().Value.Should().Be("Repaired by PromptTuning: 30, of which 24 are shown");
        page.OfClass("gallery").Single().Descendants("img").Should().HaveCount(24);
    }

    [Fact]
    public void Write_PictureThatIsGone_LeavesItsPlace()
    {
        HtmlReport.Write(Report, "t", [], [Evaluations.Small()]);

        var page = HtmlDocument.Read(Report);
        page.Descendants("img").Should().BeEmpty();
        page.OfClass("gone").Should().HaveCount(3);
    }

    [Fact]
    public void Write_UnreadablePictures_StandWithTheirReasons()
    {
        HtmlReport.Write(Report, "t", [], [Evaluations.Small()]);

        HtmlDocument.Read(Report).OfClass("reasons").Single().Descendants("tr").Single().Elements().Select(cell => cell.Value)
            .Should().Equal("bread/8.png", "It is no picture.");
    }

    [Fact]
    public void Write_NothingScored_SaysSo()
    {
        var set = Evaluations.SetOf("broken", ["a", "b"], [0, 1]);
        var evaluation = Evaluations.Of(set, [.. set.Pictures.Select((picture, i) => new ScoredRow(i, picture.Name, picture.Label, "It is no picture.", []))], "zero-shot", "PromptTuning");

        HtmlReport.Write(Report, "t", [], [evaluation]);

        var page = HtmlDocument.Read(Report);
        page.OfClass("summary").Single().Value.Trim().Should().Be("No picture was scored.");
        page.Descendants("svg").Should().BeEmpty();
        page.OfClass("reasons").Single().Descendants("tr").Should().HaveCount(2);
    }

    [Fact]
    public void Write_SeveralSets_HaveOneTableWithMeanAndThePapersFigures()
    {
        var first = Evaluations.Small("imagenet-a") with { Published = new Dictionary<string, double> { ["PromptTuning"] = 0.5477 } };

        HtmlReport.Write(Report, "t", [], [first, Evaluations.Small("imagenet-r")]);

        var page = HtmlDocument.Read(Report);
        page.OfClass("sets").Single().Descendants("tr").Select(row => string.Join('|', row.Elements().Select(cell => cell.Value)).Replace('\u00A0', ' ')).Should().Equal(
            "method|imagenet-a|imagenet-r|mean",
            "zero-shot|50.0 %|50.0 %|50.0 %",
            "PromptTuning|62.5 %|62.5 %|62.5 %",
            "PromptTuning, in the paper|54.8 %|–|–");
        page.OfClass("paper").Where(cell => cell.Name == "td" && cell.Value == "54.8\u00A0%").Should().HaveCount(2);
    }

    [Fact]
    public void Write_SetsOfBothTablesOfThePaper_HaveTwoTablesWithItsMeans()
    {
        SetEvaluation[] shifts = [.. new[] { "imagenet", "imagenet-a", "imagenet-v2" }.Select(name => Evaluations.Small(name) with { Group = "ImageNet and variants" })];
        shifts[0] = shifts[0] with { Methods = [shifts[0].Methods[0] with { Top1 = 0.8 }, shifts[0].Methods[1]] };

        HtmlReport.Write(Report, "t", [], [.. shifts, Evaluations.Small("dtd") with { Group = "fine-grained" }]);

        var tables = HtmlDocument.Read(Report).OfClass("sets").Select(table => table.Descendants("tr").Take(2).Select(row => string.Join('|', row.Elements().Select(cell => cell.Value)).Replace('\u00A0', ' ')));
        tables.Should().BeEquivalentTo(new[]
        {
            new[] { "method, ImageNet and variants|imagenet|imagenet-a|imagenet-v2|mean|mean without ImageNet", "zero-shot|80.0 %|50.0 %|50.0 %|60.0 %|50.0 %" },
            ["method, fine-grained|dtd|mean", "zero-shot|50.0 %|50.0 %"],
        }, options => options.WithStrictOrdering());
    }

    [Fact]
    public void Write_ErrorHalfWay_LeavesTheReportThatWasThere()
    {
        var path = _folder.Write("report.html", "before");
        var evaluation = Evaluations.Small();
        var broken = evaluation with { Methods = [evaluation.Methods[0] with { Classes = [] }, evaluation.Methods[1]] };

        FluentActions.Invoking(() => HtmlReport.Write(path, "t", [], [evaluation, broken])).Should().Throw<ArgumentOutOfRangeException>();

        Directory.GetFiles(_folder.Path).Should().Equal(path);
        File.ReadAllText(path).Should().Be("before");
    }

    [Fact]
    public void Write_FolderThatIsNotThere_IsMade()
    {
        HtmlReport.Write(_folder["new", "folder", "report.html"], "t", [], [Evaluations.Small()]);

        HtmlDocument.Read(_folder["new", "folder", "report.html"]).Descendants("h2").First().Value.Should().Be("small");
    }

    [Fact]
    public void Write_NoSet_IsAnError()
        => FluentActions.Invoking(() => HtmlReport.Write(Report, "t", [], [])).Should().Throw<ArgumentException>().WithMessage("*at least one set*");

    [Fact]
    public void Write_50000PicturesOf1000Classes_IsSmallAndQuick()
    {
        const int classes = 1000;
        const int rows = 50_000;
        string[] names = [.. Enumerable.Range(0, classes).Select(i => $"a class with a name of usual length, number {i}")];
        var set = Evaluations.SetOf("large", names, [.. Enumerable.Range(0, rows).Select(i => i % classes)]);
        var random = new Random(1);
        var answers = Enumerable.Range(0, rows).Select(i => Evaluations.RowOf(set, i, i % classes, Draw(i), Draw(i))).ToList();
        var evaluation = Evaluations.Of(set, answers, "zero-shot", "PromptTuning");

        var watch = Stopwatch.StartNew();
        HtmlReport.Write(Report, "t", [], [evaluation]);

        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(20));
        new FileInfo(Report).Length.Should().BeLessThan(2_000_000);
        HtmlDocument.Read(Report).Descendants("details").Single().Descendants("tbody").Single().Elements().Should().HaveCount(classes);

        MethodAnswer Draw(int i) => Evaluations.Answer(i % classes, random.NextDouble() < 0.7 ? i % classes : random.Next(classes), 0.2f + 0.8f * random.NextSingle());
    }

    /// <summary>So many pictures that are there, all of them repaired.</summary>
    private SetEvaluation Pictured(int count)
    {
        var set = Evaluations.SetOf("pictured", ["red", "blue"], [.. Enumerable.Repeat(0, count)], _folder.Path);
        foreach (var picture in set.Pictures)
        {
            using var bitmap = new SKBitmap(320, 200);
            bitmap.Erase(SKColors.Red);
            using var file = File.Create(picture.Path);
            bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
        }
        return Evaluations.Of(set, [.. set.Pictures.Select((_, i) => Evaluations.RowOf(set, i, 0, Evaluations.Answer(0, 1, 0.5f), Evaluations.Answer(0, 0, 0.9f)))], "zero-shot", "PromptTuning");
    }
}
