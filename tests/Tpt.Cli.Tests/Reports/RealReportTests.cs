using Tpt.Cli.Reports;
using Tpt.Cli.Tests.Support;
using Tpt.Engine;

namespace Tpt.Cli.Tests.Reports;

public sealed class RealReportTests
{
    [Fact]
    public void Write_BuiltInModelOnPicturesOfFood_ShowsThem()
    {
        using var folder = new TemporaryFolder();
        using var model = ClipModel.Load(new ModelOptions { GpuDeviceId = -1 });
        var evaluation = RealEvaluation.Of(model, Samples.Pictures, most: 12);

        HtmlReport.Write(folder["report.html"], "Pictures of food", [.. model.Files.Select(file => $"{Path.GetFileName(file.Path)}: SHA-256 {file.Sha256}")], [evaluation]);

        var page = HtmlDocument.Read(folder["report.html"]);
        page.Loads().Should().BeEmpty();
        page.OfClass("summary").Single().Value.Should().Contain("On 12 pictures of 102 classes, PromptTuning has");
        var changed = evaluation.Rows.Count(row => row.Answers[0].IsRight != row.Answers[1].IsRight);
        page.Descendants("img").Should().HaveCount(changed);
        page.OfClass("gone").Should().BeEmpty();
    }
}
