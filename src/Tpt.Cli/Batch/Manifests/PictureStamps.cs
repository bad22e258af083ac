using System.Runtime.CompilerServices;
using Tpt.Cli.Disk;
using static System.FormattableString;

namespace Tpt.Cli.Batch.Manifests;

/// <summary>Takes down what the pictures are when a job is planned, and holds them against it when they are scored.</summary>
/// <param name="check">What is looked at.</param>
internal sealed class PictureStamps(PictureCheck check)
{
    private const int AtOnce = 1024;

    /// <summary>The rows with length and SHA-256, many files at a time.</summary>
    public async IAsyncEnumerable<ManifestRow> AddAsync(IAsyncEnumerable<ManifestRow> rows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var some in rows.Chunk(AtOnce).WithCancellation(cancellationToken))
        {
            var stamped = check == PictureCheck.None ? some : some.AsParallel().AsOrdered().WithCancellation(cancellationToken).Select(Add).ToArray();
            foreach (var row in stamped)
            {
                yield return row;
            }
        }
    }

    /// <summary>Why the file is not the picture that was planned; null where it may be. One that was not there then may be there now.</summary>
    public string? Difference(ManifestRow row)
    {
        if (check == PictureCheck.None || row.Length is not { } planned || LengthOf(row.Path) is not { } length)
        {
            return null;
        }
        if (length != planned)
        {
            return Invariant($"it has {length} bytes, and had {planned} when the job was planned");
        }
        return check == PictureCheck.Sha256 && row.Sha256 is not null && Sha256Of(row.Path) is { } sha256 && sha256 != row.Sha256 ? "its bytes are others than when the job was planned" : null;
    }

    /// <summary>Null where there is no file that is readable and regular, which the reader of the picture tells in its own words.</summary>
    public static long? LengthOf(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return (file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file) is { Exists: true, Length: > 0 and var length } ? length : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether there is a file that can be opened.</summary>
    public static bool CanOpen(string path)
    {
        try
        {
            if (LengthOf(path) is null)
            {
                return false;
            }
            using var file = SharedFile.Open(path);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private ManifestRow Add(ManifestRow row)
        => LengthOf(row.Path) is { } length ? row with { Length = length, Sha256 = check == PictureCheck.Sha256 ? Sha256Of(row.Path) : null } : row;

    private static string? Sha256Of(string path)
    {
        try
        {
            return SharedFile.Sha256Of(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
