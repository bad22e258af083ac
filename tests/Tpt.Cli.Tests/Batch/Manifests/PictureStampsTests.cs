using Tpt.Cli.Batch.Manifests;
using Tpt.Cli.Tests.Support;

namespace Tpt.Cli.Tests.Batch.Manifests;

public sealed class PictureStampsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("None", "longer", null)]
    [InlineData("Length", "12345", null)]
    [InlineData("Length", "longer", "it has 6 bytes, and had 5 when the job was planned")]
    [InlineData("Sha256", "abcde", null)]
    [InlineData("Sha256", "12345", "its bytes are others than when the job was planned")]
    public async Task Difference_FileWithOtherContent_IsSaidAsFarAsItIsLookedAt(string check, string content, string? expected)
    {
        var stamps = new PictureStamps(Enum.Parse<PictureCheck>(check));
        var path = _folder.Write("a.png", "abcde");
        var row = await stamps.AddAsync(new[] { new ManifestRow(path, null) }.ToAsyncEnumerable(), CancellationToken.None).SingleAsync();
        File.WriteAllText(path, content);

        stamps.Difference(row).Should().Be(expected);
    }

    [Fact]
    public async Task Difference_FileThatCameLater_IsNone()
    {
        var stamps = new PictureStamps(PictureCheck.Sha256);
        var row = await stamps.AddAsync(new[] { new ManifestRow(_folder["a.png"], null) }.ToAsyncEnumerable(), CancellationToken.None).SingleAsync();
        row.Length.Should().BeNull();
        _folder.Write("a.png", "abcde");

        stamps.Difference(row).Should().BeNull();
    }
}
