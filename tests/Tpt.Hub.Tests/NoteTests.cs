using Tpt.HubServer;

namespace Tpt.Hub.Tests;

/// <summary>What is no error and good to know is said.</summary>
public sealed class NoteTests
{
    [Fact]
    public async Task DownloadAsync_RequestThatIsRepeated_IsSaidEachTime()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.Hub.Faults.Add(HubFault.Status(503), "/api/", times: 2);

        var notes = await Download(sandbox);

        notes.Should().HaveCount(2).And.OnlyContain(note => note.Contains("503") && note.Contains("asked again in"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DownloadAsync_HubThatIsGoneAndAModelInTheCache_IsTakenAndSaid(bool verify)
    {
        await using var sandbox = await Sandbox.StartAsync();
        await sandbox.DownloadAsync();
        sandbox.Options = sandbox.Options with { Endpoint = "http://127.0.0.1:9", Verify = verify };

        var notes = await Download(sandbox);

        notes.Should().Contain(note => note.StartsWith("The model 'org/clip' of the cache is taken as it is, since the hub could not be asked", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DownloadAsync_NothingToSay_SaysNothing()
    {
        await using var sandbox = await Sandbox.StartAsync();

        (await Download(sandbox)).Should().BeEmpty();
    }

    private static async Task<List<string>> Download(Sandbox sandbox)
    {
        var notes = new NoteList();
        sandbox.Options = sandbox.Options with { Notes = notes };
        (await sandbox.DownloadAsync()).Should().Be(sandbox.Snapshot);
        return notes.Texts;
    }
}
