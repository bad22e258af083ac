using System.Text.Json;
using Tpt.Cli.Tests.Support;
using Tpt.HubServer;

namespace Tpt.Cli.Tests.EndToEnd;

/// <summary>From a machine without any model to an answer: the commands of the README against a hub on this machine.</summary>
public sealed class FromNothingTests : IAsyncLifetime, IDisposable
{
    private const string Id = "tpt/built-in";

    private readonly TemporaryFolder _home = new();
    private LocalHub _hub = null!;

    public async Task InitializeAsync() => _hub = await LocalHub.StartAsync(ServedModel.FromFolder(Id, Samples.BuiltInModel));

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task DownloadInfoPredict_EmptyHome_AnswerFromTheHubAndThenWithoutIt()
    {
        var downloaded = (await Process().Run("download", Id)).ShouldSucceed();
        var folder = downloaded.Lines.Should().ContainSingle().Which;
        folder.Should().StartWith(_home.Path);
        File.Exists(Path.Combine(folder, "model.safetensors")).Should().BeTrue();
        downloaded.Error.Should().Contain("9.4 MB  model.safetensors");

        var information = (await Process().Run("info", Id, "--no-measure", "--json")).ShouldSucceed();
        JsonDocument.Parse(information.Output).RootElement.GetProperty("folder").GetString().Should().Be(folder);

        var requests = _hub.Requests.Count;
        var predicted = (await Process().Run("predict", Samples.Banana, "--model", Id, "--classes", "banana,carrot", "--views", "16")).ShouldSucceed();
        predicted.Lines[1].Should().Contain("banana ");
        _hub.Requests.Should().HaveCount(requests, "what is here is taken as it is");
        (await Process().Run("predict", Samples.Banana, "--model", Id, "--classes", "banana,carrot", "--views", "16", "--offline")).ShouldSucceed().Output.Should().Be(predicted.Output);
    }

    [Fact]
    public async Task EvaluateAndExplain_ModelOfTheHub_WriteTheirPages()
    {
        foreach (var name in new[] { "banana", "lemon", "pizza" })
        {
            var folder = Directory.CreateDirectory(Path.Combine(_home.Path, "pictures", name)).FullName;
            File.Copy(Path.Combine(Samples.Pictures, name, "openmoji.png"), Path.Combine(folder, "openmoji.png"));
        }

        var evaluated = (await Process().Run(
            "evaluate", Path.Combine(_home.Path, "pictures"), "--model", Id, "--views", "10", "--out", Path.Combine(_home.Path, "out"), "--json", "--quiet")).ShouldSucceed();
        var explained = (await Process().Run(
            "explain", Samples.Banana, "--model", Id, "--classes", "banana,lemon", "--views", "10", "--out", Path.Combine(_home.Path, "explain.html"))).ShouldSucceed();

        JsonDocument.Parse(evaluated.Output).RootElement.ToString().Should().Contain("PromptTuning");
        File.ReadAllText(Path.Combine(_home.Path, "out", "pictures", "report.html")).Should().Contain("On 3 pictures of 3 classes").And.Contain(Id);
        explained.Output.Should().Contain("The answer is banana");
        File.ReadAllText(Path.Combine(_home.Path, "explain.html")).Should().Contain("data:image/");
    }

    [Fact]
    public async Task Predict_ModelThatIsNotHere_IsDownloadedFirst()
    {
        var output = (await Process().Run("predict", Samples.Banana, "--model", Id, "--classes", "banana,carrot", "--method", "ZeroShot", "--csv")).ShouldSucceed();

        output.Lines[1].Should().Contain(",banana,");
        output.Error.Should().Contain($"downloading {Id}");
    }

    [Fact]
    public async Task Download_JsonOfTheTokenizer_HasItsFilesAndNoWeights()
    {
        var output = (await Process().Run("download", Id, "--tokenizer-only", "--json", "--quiet")).ShouldSucceed();

        var json = JsonDocument.Parse(output.Output).RootElement;
        json.GetProperty("id").GetString().Should().Be(Id);
        json.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("name").GetString()).Should().Contain("vocab.json").And.NotContain("model.safetensors");
        output.Error.Should().BeEmpty();
    }

    [Theory]
    [InlineData("tpt/none", 42)]
    [InlineData("no id", 42)]
    public async Task Download_ModelThatThereIsNot_IsToMend(string id, int exitCode)
        => (await Process().Run("download", id)).ShouldFail(exitCode).Output.Should().BeEmpty();

    [Fact]
    public async Task Download_OneOfSeveralThatThereIsNot_CostsTheOthersNothing()
        => (await Process().Run("download", "tpt/none", Id)).ShouldFail(42).Lines.Should().ContainSingle();

    [Fact]
    public async Task Info_CacheThatLacksAFile_BringsIt()
    {
        var folder = (await Process().Run("download", Id)).ShouldSucceed().Lines[0];
        File.Delete(Path.Combine(folder, "config.json"));

        (await Process().Run("info", Id, "--no-measure")).ShouldSucceed();

        File.Exists(Path.Combine(folder, "config.json")).Should().BeTrue();
    }

    [Fact]
    public async Task Download_HubThatIsNotThere_MayBeTriedAgain()
    {
        var process = Process();
        process.Environment["HF_ENDPOINT"] = "http://127.0.0.1:9";

        (await process.Run("download", Id)).ShouldFail(1).Error.Should().Contain("cannot be reached");
    }

    private TptProcess Process() => new()
    {
        Environment =
        {
            ["HF_ENDPOINT"] = _hub.Address,
            ["HF_HOME"] = _home.Path,
            ["HF_HUB_CACHE"] = null,
            ["HF_HUB_OFFLINE"] = null,
            ["HF_TOKEN"] = null,
        },
    };
}
