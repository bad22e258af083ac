using Tpt.Cli.Batch.Files;
using Tpt.Cli.Tests.Support;

namespace Tpt.Cli.Tests.Batch.Files;

public sealed class PublicationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task PublishAsync_NameThatIsFree_HasTheFileAndNothingElse()
    {
        (await Publish(_folder["a"], 1)).Should().BeTrue();

        Directory.GetFiles(_folder.Path).Should().Equal(_folder["a"]);
        File.ReadAllBytes(_folder["a"]).Should().Equal(1);
    }

    [Fact]
    public async Task PublishAsync_NameThatIsTaken_LeavesIt()
    {
        await Publish(_folder["a"], 1);

        (await Publish(_folder["a"], 2)).Should().BeFalse();

        File.ReadAllBytes(_folder["a"]).Should().Equal(1);
        Directory.GetFiles(_folder.Path).Should().HaveCount(1);
    }

    [Fact]
    public async Task PublishAsync_ManyAtOnce_OneDoes()
    {
        for (var round = 0; round < 20; round++)
        {
            var path = _folder[$"file{round}"];
            var won = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => Publish(path, (byte)i))));

            won.Count(one => one).Should().Be(1);
            File.ReadAllBytes(path).Should().Equal((byte)Array.IndexOf(won, true));
        }
        Directory.GetFiles(_folder.Path).Should().HaveCount(20);
    }

    [Fact]
    public async Task PublishAsync_WriteThatFails_LeavesNothing()
    {
        var act = () => Publication.PublishAsync(_folder["a"], stream =>
        {
            stream.WriteByte(1);
            throw new IOException("No space left on device");
        });

        await act.Should().ThrowAsync<IOException>();
        Directory.GetFiles(_folder.Path).Should().BeEmpty();
    }

    [Fact]
    public async Task PublishAsync_FolderThatIsNotThere_Throws()
        => await FluentActions.Awaiting(() => Publish(_folder["none", "a"], 1)).Should().ThrowAsync<DirectoryNotFoundException>();

    private static Task<bool> Publish(string path, byte content) => Publication.PublishAsync(path, stream => stream.WriteAsync(new[] { content }).AsTask());
}
