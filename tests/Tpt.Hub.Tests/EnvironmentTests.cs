using Tpt.HubServer;

namespace Tpt.Hub.Tests;

/// <summary>The variables of the hub's own tools. They are the process's: these tests run alone.</summary>
[Collection(nameof(EnvironmentTests))]
[CollectionDefinition(nameof(EnvironmentTests), DisableParallelization = true)]
public sealed class EnvironmentTests : IDisposable
{
    private static readonly string _home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    public void Dispose() => CleanEnvironment.Clear();

    [Theory]
    [InlineData("", "{home}/.cache/huggingface/hub")]
    [InlineData("XDG_CACHE_HOME=/x", "/x/huggingface/hub")]
    [InlineData("XDG_CACHE_HOME=/x HF_HOME=/h", "/h/hub")]
    [InlineData("HF_HOME=/h HF_HUB_CACHE=/c", "/c")]
    [InlineData("HF_HOME=/h HUGGINGFACE_HUB_CACHE=/old", "/old")]
    [InlineData("HF_HUB_CACHE=/c HUGGINGFACE_HUB_CACHE=/old", "/c")]
    [InlineData("HF_HOME=~/hf", "{home}/hf/hub")]
    [InlineData("HF_HUB_CACHE=~", "{home}")]
    [InlineData("HF_HUB_CACHE=/a~b/~", "/a~b/~")]
    [InlineData("XDG_CACHE_HOME=/x HF_HUB_CACHE=$XDG_CACHE_HOME/c", "/x/c")]
    [InlineData("XDG_CACHE_HOME=/x HF_HUB_CACHE=${XDG_CACHE_HOME}/c", "/x/c")]
    [InlineData("HF_HUB_CACHE=/c/$NO_SUCH_VARIABLE_HERE", "/c/$NO_SUCH_VARIABLE_HERE")]
    public void CacheFolder_Variables_MeanWhatTheyMeanToPython(string variables, string expected)
    {
        Set(variables);

        HubEnvironment.CacheFolder.Replace('\\', '/').Should().Be(expected.Replace("{home}", _home.Replace('\\', '/'), StringComparison.Ordinal));
        HubCache.FolderOf(HubReference.Parse("a/b")!).Should().StartWith(HubEnvironment.CacheFolder);
    }

    [Fact]
    public async Task DownloadAsync_NoOptions_FollowsTheEnvironment()
    {
        await using var sandbox = await Sandbox.StartAsync(ServedModel.FromFiles(TestModel.Id, TestModel.Files(), ModelAccess.Private, "hf_environment"), new LocalHubOptions { Tokens = ["hf_environment"] });
        Set($"HF_ENDPOINT={sandbox.Hub.Address}/ HF_HUB_CACHE={sandbox.Cache} HF_TOKEN=hf_environment");

        var folder = await HubModel.DownloadAsync(TestModel.Id);

        folder.Should().Be(sandbox.Snapshot);
        HubModel.Find(TestModel.Id).Should().Be(folder);
    }

    [Theory]
    [InlineData("HF_TOKEN", "hf_a", "hf_a")]
    [InlineData("HF_TOKEN", " hf_a\r\n", "hf_a")]
    [InlineData("HF_TOKEN", " ", null)]
    [InlineData("HUGGING_FACE_HUB_TOKEN", "hf_b", "hf_b")]
    public void Token_Variable_IsTrimmed(string name, string value, string? expected)
    {
        Environment.SetEnvironmentVariable(name, value);
        Environment.SetEnvironmentVariable("HF_HOME", "/no/such/folder");

        HubEnvironment.Token()?.Value.Should().Be(expected);
        (HubEnvironment.Token() is null).Should().Be(expected is null);
    }

    [Fact]
    public void Token_OfTheFile_IsReadWhereHfWritesIt()
    {
        var folder = Directory.CreateTempSubdirectory("tpt-hub-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "token"), "hf_file\n");
            File.WriteAllText(Path.Combine(folder.FullName, "other"), "hf_other\n");
            Set($"HF_HOME={folder.FullName}");
            HubEnvironment.Token().Should().Be(new HubToken("hf_file", $"the file '{Path.Combine(folder.FullName, "token")}'"));

            Set($"HF_TOKEN_PATH={Path.Combine(folder.FullName, "other")}");
            HubEnvironment.Token()!.Value.Should().Be("hf_other");

            Set("HF_TOKEN=hf_variable");
            HubEnvironment.Token()!.Value.Should().Be("hf_variable", "the variable goes before the file");

            Set("HF_HUB_DISABLE_IMPLICIT_TOKEN=1");
            HubEnvironment.Token().Should().BeNull();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("HF_HUB_OFFLINE=1", "HF_HUB_OFFLINE")]
    [InlineData("HF_HUB_OFFLINE=true", "HF_HUB_OFFLINE")]
    [InlineData("HF_HUB_OFFLINE=Yes", "HF_HUB_OFFLINE")]
    [InlineData("HF_HUB_OFFLINE=on", "HF_HUB_OFFLINE")]
    [InlineData("TRANSFORMERS_OFFLINE=1", "TRANSFORMERS_OFFLINE")]
    [InlineData("HF_HUB_OFFLINE=0 TRANSFORMERS_OFFLINE=1", null)]
    [InlineData("HF_HUB_OFFLINE=0", null)]
    [InlineData("HF_HUB_OFFLINE=2", null)]
    public void OfflineVariable_Values_AreThoseOfPython(string variables, string? expected)
    {
        Set(variables);

        HubEnvironment.OfflineVariable.Should().Be(expected);
    }

    [Fact]
    public async Task DownloadAsync_Offline_NamesTheVariableOrTakesTheCache()
    {
        await using var sandbox = await Sandbox.StartAsync();
        Set("HF_HUB_OFFLINE=1");

        var error = await sandbox.FailAsync();
        error.Failure.Should().Be(HubFailure.Offline);
        error.IsTransient.Should().BeFalse();
        error.Message.Should().Contain("HF_HUB_OFFLINE").And.Contain("Unset it").And.Contain(sandbox.Cache).And.Contain("`tpt download org/clip`");
        sandbox.Hub.Requests.Should().BeEmpty();

        Set("HF_HUB_OFFLINE=0");
        var folder = await sandbox.DownloadAsync();
        var before = sandbox.Hub.Requests.Count;
        Set("HF_HUB_OFFLINE=1");
        (await sandbox.DownloadAsync()).Should().Be(folder);
        sandbox.Hub.Requests.Should().HaveCount(before);
    }

    [Fact]
    public async Task DownloadAsync_TokenFileThatCannotBeRead_SaysWhichAndHowToGoWithout()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Options = sandbox.Options with { Token = null };
        var file = Path.Combine(sandbox.Cache, "token");
        await File.WriteAllTextAsync(file, "hf_x");
        // Held by another: on every system that is a file which cannot be read, for root too.
        await using var held = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Set($"HF_TOKEN_PATH={file}");

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.Settings);
        error.Message.Should().Contain(file).And.Contain("HF_HUB_DISABLE_IMPLICIT_TOKEN");
    }

    private static void Set(string variables)
    {
        foreach (var variable in variables.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = variable.Split('=', 2);
            Environment.SetEnvironmentVariable(parts[0], parts[1]);
        }
    }
}
