using Tpt.Cli.Batch.Manifests;
using Tpt.Cli.Batch.Workers;
using Tpt.Cli.Tests.Support;

namespace Tpt.Cli.Tests.Batch.Workers;

public sealed class PictureDiskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Require_NoneOfThePlannedPictures_NamesTheFirst()
        => FluentActions.Invoking(() => Disk(PictureCheck.Length, null, 3, 4).Require()).Should().Throw<IOException>().WithMessage("None of the 2 pictures is there: is the disk mounted?*1.png*");

    [Fact]
    public void Require_NothingWasLookedAt_CountsAllRows()
        => FluentActions.Invoking(() => Disk(PictureCheck.None, null, null).Require()).Should().Throw<IOException>().WithMessage("None of the 2 pictures*0.png*");

    [Fact]
    public void Require_PicturesThatWereNotThereWhenPlanned_AreNoReason()
        => FluentActions.Invoking(() => Disk(PictureCheck.Length, null, null).Require()).Should().NotThrow();

    [Fact]
    public void Require_OnePictureIsThere_Passes()
    {
        _folder.Write("2.png", "abc");

        FluentActions.Invoking(() => Disk(PictureCheck.Length, 3, 3, 3).Require()).Should().NotThrow();
    }

    private PictureDisk Disk(PictureCheck check, params long?[] lengths) => new([.. lengths.Select((length, i) => new ManifestRow(_folder[FormattableString.Invariant($"{i}.png")], null, length))], check);
}
