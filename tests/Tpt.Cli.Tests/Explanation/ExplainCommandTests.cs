using System.Text.Json;
using Tpt.Cli.Tests.Reports;
using Tpt.Cli.Tests.Support;

namespace Tpt.Cli.Tests.Explanation;

public sealed class ExplainCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Page => _folder["page.html"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_Picture_WritesThePageAndSaysTheAnswer()
    {
        var output = (await Run(Samples.Banana, "--classes", "banana,bread,candy", "--views", "20", "--out", Page)).ShouldSucceed();

        output.Lines.Should().HaveCount(3);
        output.Lines[0].Should().StartWith("The answer is banana with ");
        output.Lines[1].Should().StartWith("1 step on the context vectors, by the 2 most certain of 20 views, changed nothing to speak of: banana stays at ");
        output.Error.Should().Contain("The page is ");
        var page = HtmlDocument.Read(Page);
        page.Descendants("h1").Single().Value.Should().Be("openmoji.png");
        page.OfClass("origin").Single().Value.Should().Contain("model.safetensors").And.Contain("SHA-256");
    }

    [Fact]
    public async Task Run_PageThatExists_IsReplacedByEqualBytes()
    {
        await Run(Samples.Banana, "--classes", "banana,bread", "--views", "10", "--out", Page);
        var first = await File.ReadAllBytesAsync(Page);

        await Run(Samples.Banana, "--classes", "banana,bread", "--views", "10", "--out", Page);

        (await File.ReadAllBytesAsync(Page)).Should().Equal(first);
        Directory.GetFiles(_folder.Path).Should().Equal(Page);
    }

    [Fact]
    public async Task Run_Json_HasEveryView()
    {
        var output = (await Run(Samples.Banana, "--classes", "banana,bread,candy", "--views", "20", "--out", Page, "--json", "--quiet")).ShouldSucceed();

        output.Error.Should().BeEmpty();
        var json = JsonDocument.Parse(output.Lines.Should().ContainSingle().Subject).RootElement;
        json.GetProperty("label").GetString().Should().Be("banana");
        json.GetProperty("report").GetString().Should().Be(Page);
        json.GetProperty("top").GetArrayLength().Should().Be(3);
        json.GetProperty("views").EnumerateArray().Select(view => view.GetProperty("chosen").GetBoolean()).Should().Equal([true, true, .. Enumerable.Repeat(false, 18)]);
        json.GetProperty("top").EnumerateArray().Sum(top => top.GetProperty("score").GetDouble()).Should().BeApproximately(1, 1e-5);
    }

    [Fact]
    public async Task Run_NoPicture_IsSomethingToMend()
    {
        var path = _folder.Write("no.png", "no picture");

        (await Run(path, "--classes", "a,b", "--out", Page)).ShouldFail(42).Error.Should().Contain("no.png' cannot be read: ");
        (await Run(_folder["none.png"], "--classes", "a,b", "--out", Page)).ShouldFail(42).Error.Should().Contain("There is no picture '");
        File.Exists(Page).Should().BeFalse();
    }

    [Fact]
    public async Task Run_TwoMethods_IsSomethingToMend()
        => (await Run(Samples.Banana, "--classes", "a,b", "--method", "ZeroShot", "--method", "PromptTuning", "--out", Page)).ShouldFail(42).Error.Should().Contain("--method is given more than once");

    private static Task<TptOutput> Run(params string[] arguments) => new TptProcess().Run(["explain", .. arguments]);
}
