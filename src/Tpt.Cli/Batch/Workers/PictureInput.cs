using Microsoft.ML.Data;
using Tpt.Cli.Batch.Manifests;
using Tpt.Cli.Pictures;

namespace Tpt.Cli.Batch.Workers;

/// <summary>
/// A row as the ML.NET pipeline takes it. The file is read when the pipeline asks for it, and here: ML.NET's own loader throws where a file
/// that is there cannot be opened, and one bad picture would end the shard.
/// </summary>
/// <param name="path">The file; empty where there is nothing to read.</param>
internal sealed class PictureInput(string path)
{
    /// <summary>The bytes of the file; none where it cannot be read. It is read anew each time.</summary>
    public byte[] Image
    {
        get
        {
            var (bytes, error) = Read();
            Error = error;
            return bytes ?? [];
        }
    }

    /// <summary>Why the last reading gave no bytes; null where it did, or nothing was to be read.</summary>
    [NoColumn]
    public string? Error { get; private set; }

    private (byte[]? Bytes, string? Error) Read()
    {
        if (path.Length == 0)
        {
            return (null, null);
        }
        // A link to a pipe or device is never opened: that could wait for ever.
        return File.Exists(path) && PictureStamps.LengthOf(path) is null ? (null, PictureReader.NoRegularFile) : PictureReader.ReadFile(path);
    }
}
