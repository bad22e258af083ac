using System.Security.Cryptography;
using System.Text;

namespace Microsoft.ML;

/// <summary>The files that make up a model, and their fingerprint.</summary>
internal static class ModelFiles
{
    private static readonly string[] _tokenizerFiles = ["vocab.json", "merges.txt", "tokenizer.json"];

    /// <summary>
    /// The model's files, in the order of their names: configuration, vocabulary and weights. Weights in other formats, read-me
    /// files and subfolders are no part of the model, nor are other weights where one file of them is given. A tokenizer's folder
    /// gives its tokenizer in place of any beside the weights.
    /// </summary>
    public static FileInfo[] List(ModelSource source)
    {
        var weights = File.Exists(source.Path) ? Path.GetFullPath(source.Path) : null;
        var folder = weights is null ? source.Path : Path.GetDirectoryName(weights)!;
        var files = new DirectoryInfo(folder).EnumerateFiles()
            .Where(file => file.Extension.ToUpperInvariant() switch
            {
                ".JSON" or ".TXT" => true,
                ".SAFETENSORS" => weights is null || file.FullName == weights,
                _ => false,
            });
        if (source.TokenizerFolder is { } tokenizer)
        {
            files = files.Where(file => !_tokenizerFiles.Contains(file.Name))
                .Concat(_tokenizerFiles.Select(name => new FileInfo(Path.Combine(tokenizer, name))).Where(file => file.Exists));
        }
        return [.. files.OrderBy(file => file.Name, StringComparer.Ordinal)];
    }

    /// <summary>The SHA-256, in lower-case hexadecimal, over the name, the length and the bytes of every file.</summary>
    public static string Fingerprint(ModelSource source)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in List(source))
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
