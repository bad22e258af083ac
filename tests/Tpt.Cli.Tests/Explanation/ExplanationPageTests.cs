using System.Xml.Linq;
using Tpt.Cli.Explanation;
using Tpt.Cli.Tests.Reports;
using Tpt.Cli.Tests.Support;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.ConfidentViewAveraging;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Methods.ZeroShot;

namespace Tpt.Cli.Tests.Explanation;

public sealed class ExplanationPageTests(ExplainedImages images) : IClassFixture<ExplainedImages>
{
    [Fact]
    public void Write_PromptTuning_ShowsPictureViewsAndBars()
    {
        var page = Page(new PromptTuningOptions { SelectionFraction = 0.25 });

        page.Loads().Should().BeEmpty();
        page.Descendants("img").Should().HaveCount(17);
        page.OfClass("views").Single().Elements("figure").Select(figure => figure.Attribute("class")!.Value).Should().Equal([.. Enumerable.Repeat("chosen", 4), .. Enumerable.Repeat("left-out", 12)]);
        page.OfClass("mark").Should().HaveCount(4);
        page.OfClass("bar").Should().HaveCountGreaterThanOrEqualTo(20);
        page.OfClass("summary").Single().Value.Should().Contain("1 step on the context vectors, by the 4 most certain of 16 views, took banana from ");
    }

    [Fact]
    public void Write_StepThatChangesNothing_SaysSo()
        => Page(new PromptTuningOptions { LearningRate = 1e-9 }).OfClass("summary").Single().Value.Should().Contain("changed nothing to speak of: banana stays at ").And.NotContain(" took ");

    [Fact]
    public void Write_ClassWithMarkup_IsText() => Page(new PromptTuningOptions()).OfClass("class").Select(name => name.Value).Should().Contain("<b>cake</b>");

    [Fact]
    public void Write_ConfidentViewAveraging_SaysThatNoPromptIsTuned()
        => Page(new ConfidentViewAveragingOptions()).OfClass("summary").Single().Value.Should().Contain("The mean over the 1 most certain of 16 views, with no prompt tuned, took banana from ");

    [Fact]
    public void Write_ZeroShot_HasOneBarAClassAndNoViews()
    {
        var page = Page(new ZeroShotOptions());

        page.OfClass("summary").Single().Value.Should().Contain("ZeroShot looks at the centre view alone: no prompt is tuned");
        page.OfClass("after").Should().BeEmpty();
        page.OfClass("before").Where(element => element.Name == "div").Should().HaveCount(10);
        page.OfClass("views").Should().BeEmpty();
    }

    private XElement Page(MethodOptions method)
    {
        using var folder = new TemporaryFolder();
        var path = folder["page.html"];
        images.Explain(method, (image, _, views) =>
        {
            using var file = new StreamWriter(path);
            new ExplanationPage(image, images.Pixels, new ViewPictures(views, images.Preprocessing)).Write(file, ["model: built-in"]);
        });
        return HtmlDocument.Read(path);
    }
}
