using System.Security.Cryptography;
using static System.FormattableString;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>Copies the files of a model out of and into a saved one, and compares their bytes with what they should be.</summary>
internal static class FileCopy
{
    private const int BufferLength = 1 << 16;

    /// <summary>Unpacks a file.</summary>
    /// <param name="source">Stands at the file's bytes.</param>
    /// <param name="file">What they should be.</param>
    /// <param name="path">Where they go.</param>
    /// <exception cref="InvalidDataException">They are not what they should be.</exception>
    public static void Verified(Stream source, SavedFile file, string path)
    {
        using var destination = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        var (length, sha256) = Copy(source, file.Length, destination);
        if (length < file.Length)
        {
            throw new InvalidDataException(Invariant($"The saved model is damaged: '{file.Name}' has {file.Length} bytes, of which {length} are there."));
        }

        if (sha256 != file.Sha256)
        {
            throw new InvalidDataException($"The saved model is damaged: '{file.Name}' has the SHA-256 {sha256}, and it should be {file.Sha256}.");
        }
    }

    /// <summary>Copies up to so many bytes and hashes them.</summary>
    /// <returns>How many there were, and their SHA-256 in lower-case hexadecimal.</returns>
    public static (long Length, string Sha256) Copy(Stream source, long length, Stream destination)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferLength];
        var left = length;
        while (left > 0)
        {
            var read = source.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
            if (read == 0)
            {
                break;
            }

            hash.AppendData(buffer, 0, read);
            destination.Write(buffer, 0, read);
            left -= read;
        }
        return (length - left, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
