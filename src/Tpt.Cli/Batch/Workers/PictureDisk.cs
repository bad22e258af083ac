using Tpt.Cli.Batch.Manifests;
using Tpt.Cli.Terminal;
using static System.FormattableString;

namespace Tpt.Cli.Batch.Workers;

/// <summary>Tells bad pictures from a disk that is not mounted: where none of a shard's pictures can be opened, it is the disk.</summary>
/// <param name="rows">All rows of the shard.</param>
/// <param name="check">What was looked at when the job was planned. Where nothing was, every row counts as one with a file.</param>
internal sealed class PictureDisk(IReadOnlyList<ManifestRow> rows, PictureCheck check)
{
    private readonly ManifestRow[] _planned = [.. rows.Where(row => row.Length is not null || check == PictureCheck.None)];

    /// <summary>Looks until one picture can be opened, which mostly is the first.</summary>
    /// <exception cref="IOException">Pictures were there when the job was planned, and none can be opened.</exception>
    public void Require()
    {
        if (_planned.Length > 0 && !_planned.Any(row => PictureStamps.CanOpen(row.Path)))
        {
            throw new IOException(Invariant($"{(_planned is [_] ? "The only picture is not there" : Invariant($"None of the {_planned.Length} pictures is there"))}: is the disk mounted? The first is '{CellText.Quoted(_planned[0].Path)}'. Try again when it is; where the pictures are gone for good, plan the job again into another folder."));
        }
    }
}
