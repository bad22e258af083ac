using Tpt.HubServer;

namespace Tpt.Hub.Tests;

/// <summary>Who may read what, and who learns the token.</summary>
public sealed class TokenTests
{
    private const string Reader = "hf_reader";
    private const string Stranger = "hf_stranger";

    [Fact]
    public async Task DownloadAsync_WithToken_TellsItTheHubOnly()
    {
        await using var sandbox = await StartAsync(ModelAccess.Private, Reader);

        await sandbox.DownloadAsync();

        sandbox.ShouldHave(sandbox.Snapshot, TestModel.Files(), TestModel.Needed);
        sandbox.Hub.Requests.Where(request => !request.IsStorage).Should().OnlyContain(request => request.Authorization == $"Bearer {Reader}");
        sandbox.Hub.Requests.Where(request => request.IsStorage).Should().ContainSingle().Which.Authorization.Should().BeNull("the storage is another origin");
    }

    [Fact]
    public async Task DownloadAsync_RenamedModel_FollowsWithTheToken()
    {
        await using var sandbox = await StartAsync(ModelAccess.Private, Reader);
        sandbox.Hub.Faults.Add(HubFault.Redirect($"/api/models/{TestModel.Id}/revision/main?blobs=true", 307), "/api/models/old/name", times: 1);
        foreach (var name in TestModel.Needed)
        {
            sandbox.Hub.Faults.Add(HubFault.Redirect($"/{TestModel.Id}/resolve/{sandbox.Model.Commit}/{name}", 307), $"/old/name/resolve/{sandbox.Model.Commit}/{name}", times: 1);
        }

        var folder = await sandbox.DownloadAsync("old/name");

        Directory.EnumerateFiles(folder).Select(Path.GetFileName).Should().BeEquivalentTo(TestModel.Needed);
    }

    [Fact]
    public async Task DownloadAsync_Gated_SaysWhereTheLicenceIs()
    {
        await using var sandbox = await StartAsync(ModelAccess.Gated, token: "");

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.Gated);
        error.IsTransient.Should().BeFalse();
        error.Message.Should().Contain($"accept its licence at {sandbox.Hub.Address}/org/clip").And.Contain("HF_TOKEN");
        Directory.EnumerateFiles(sandbox.Cache, "*", SearchOption.AllDirectories).Should().NotContain(path => path.EndsWith(".safetensors"));
    }

    [Fact]
    public async Task DownloadAsync_GatedForTheAccount_SaysThatItHasToAccept()
    {
        await using var sandbox = await StartAsync(ModelAccess.Gated, Stranger);

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.Gated);
        error.Message.Should().Contain("accept its licence").And.Contain("the token from the options").And.NotContain(Stranger, "a token is in no message");
    }

    [Fact]
    public async Task DownloadAsync_GatedAndAccepted_IsBrought()
    {
        await using var sandbox = await StartAsync(ModelAccess.Gated, Reader);

        sandbox.ShouldHave(await sandbox.DownloadAsync(), TestModel.Files(), TestModel.Needed);
    }

    [Theory]
    [InlineData("", "or it is private")]
    [InlineData(Stranger, "the token's account")]
    public async Task DownloadAsync_PrivateToOthers_IsNotThereOrPrivate(string token, string advice)
    {
        await using var sandbox = await StartAsync(ModelAccess.Private, token);

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.ModelNotFound);
        error.Message.Should().Contain("no model 'org/clip'").And.Contain(advice).And.NotContain(Stranger);
    }

    [Fact]
    public async Task DownloadAsync_WrongToken_SaysFromWhereItIs()
    {
        await using var sandbox = await StartAsync(ModelAccess.Open, "hf_expired");

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.Unauthorized);
        error.Message.Should().Contain("the token from the options").And.Contain($"{sandbox.Hub.Address}/settings/tokens").And.Contain("HF_TOKEN").And.NotContain("hf_expired");
    }

    [Fact]
    public async Task DownloadAsync_UnauthorizedWithoutToken_SaysWhereToPutOne()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Hub.Faults.Add(HubFault.Status(401), "/resolve/");

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.Unauthorized);
        error.Message.Should().Contain("401").And.Contain("set HF_TOKEN");
    }

    [Theory]
    [InlineData("hf_a b")]
    [InlineData("hf_a\nb")]
    [InlineData("hf_\u00E4")]
    public async Task DownloadAsync_TokenThatIsNone_IsRefusedBeforeItIsSent(string token)
    {
        await using var sandbox = await StartAsync(ModelAccess.Open, token);

        var error = await sandbox.FailAsync();

        error.Failure.Should().Be(HubFailure.Settings);
        error.Message.Should().Contain("the options").And.NotContain(token);
        sandbox.Hub.Requests.Should().BeEmpty();
    }

    [Fact]
    public void ToString_OptionsWithToken_DoNotShowIt()
        => new HubDownloadOptions { Token = "hf_secret" }.ToString().Should().NotContain("hf_secret").And.Contain("a token of its own");

    private static async Task<Sandbox> StartAsync(ModelAccess access, string token)
    {
        var sandbox = await Sandbox.StartAsync(ServedModel.FromFiles(TestModel.Id, TestModel.Files(), access, Reader), new LocalHubOptions { Tokens = [Reader, Stranger] });
        sandbox.Options = sandbox.Options with { Token = token };
        return sandbox;
    }
}
