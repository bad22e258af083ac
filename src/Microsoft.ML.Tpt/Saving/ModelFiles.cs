using System.Security.Cryptography;
using System.Text;

namespace Microsoft.ML;

/// <summary>The files that make up a model, given its folder or the file with its weights, and their fingerprint.</summary>
internal static class ModelFiles
{
    /// <summary>
    /// The model's files, in the order of their names: configuration, vocabulary and weights. Weights in other formats, read-me
    /// files and subfolders are no part of the model, nor are other weights where one file of them is given.
    /// </summary>
    public static FileInfo[] List(string path)
    {
        var weights = File.Exists(path) ? Path.GetFullPath(path) : null;
        var folder = weights is null ? path : Path.GetDirectoryName(weights)!;
        return
        [
            .. new DirectoryInfo(folder).EnumerateFiles()
                .Where(file => file.Extension.ToUpperInvariant() switch
                {
                    ".JSON" or ".TXT" => true,
                    ".SAFETENSORS" => weights is null || file.FullName == weights,
                    _ => false,
                })
                .OrderBy(file => file.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>The SHA-256, in lower-case hexadecimal, over the name, the length and the bytes of every file.</summary>
    public static string Fingerprint(string path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in List(path))
        {
            using var stream = file.OpenRead();
            AppendHeader(hash, file.Name, stream.Length);
            Copy(stream, stream.Length, hash, Stream.Null);
        }
        return ToHexadecimal(hash);
    }

    public static void AppendHeader(IncrementalHash hash, string name, long length)
    {
        hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n{length}\n"));
    }

    public static string ToHexadecimal(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset());

    /// <summary>Copies <paramref name="length"/> bytes and adds them to the hash.</summary>
    public static void Copy(Stream source, long length, IncrementalHash hash, Stream destination)
    {
        var buffer = new byte[1 << 16];
        while (length > 0)
        {
            var read = source.Read(buffer, 0, (int)Math.Min(buffer.Length, length));
            if (read == 0) throw new EndOfStreamException("The saved model ends before its last file does.");
            hash.AppendData(buffer, 0, read);
            destination.Write(buffer, 0, read);
            length -= read;
        }
    }
}
