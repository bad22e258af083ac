using Tpt.Cli.Batch.Workers;
using Tpt.Cli.Tests.Support;

namespace Tpt.Cli.Tests.Batch.Workers;

public sealed class PictureInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Image_FileThatGoesAwayBetweenTwoReadings_IsAnErrorAndNoException()
    {
        var path = _folder.Write("a.png", "abc");
        var input = new PictureInput(path);
        (input.Image.Length, input.Error).Should().Be((3, null));

        File.Delete(path);

        input.Image.Should().BeEmpty();
        input.Error.Should().Contain("there is no such picture");
    }

    [Fact]
    public void Image_FileThatIsLockedByAnother_IsAnErrorAndNoException()
    {
        var path = _folder.Write("a.png", "abc");
        using var locked = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        var input = new PictureInput(path);

        input.Image.Should().BeEmpty();
        input.Error.Should().NotBeNullOrEmpty();
    }

    [Fact]
    public void Image_NothingToRead_IsNoError() => (new PictureInput("") is { Image.Length: 0, Error: null }).Should().BeTrue();
}
