using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.Runtime;
using Microsoft.ML.Tpt.Models;
using Tpt.Engine;
using Tpt.Engine.Prompts;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>The CLIP model of a transformer that was saved in format 1: under one fingerprint, with every .json, .txt and .safetensors file of its folder.</summary>
/// <remarks>
/// Format, behind <see cref="TptState"/>: of a referenced model its path, empty for the built-in one, and fingerprint (strings); of an
/// embedded one its fingerprint (string), the number of files (int), and for each its name (string), length (long) and bytes. A
/// fingerprint is the SHA-256, in lower-case hexadecimal, over the name, the length and the bytes of every file.
/// </remarks>
internal static class Format1Model
{
    private const int MostFiles = 1000;
    private static readonly string[] _tokenizerFiles = ["vocab.json", "merges.txt", "tokenizer.json"];

    public static (TptState State, Func<(ClipModel, ModelSource)> LoadModel) Open(IHost host, StateReader reader, FormatVersion version, string? folder)
    {
        var state = TptState.Read(reader, version);
        if (state.EmbedsModel)
        {
            var (manifest, positions) = ReadEmbedded(reader);
            return (state, () => LoadEmbedded(host, state.Options, manifest, positions, reader.Stream));
        }
        var path = reader.ReadText("the path of its CLIP model");
        if (path != (state.Options.Model.Path ?? ""))
        {
            throw reader.Damaged($"it has the paths '{Excerpt.Of(path)}' and '{Excerpt.Of(state.Options.Model.Path ?? "")}' for its CLIP model");
        }

        var fingerprint = reader.ReadText("the fingerprint of its CLIP model");
        reader.RequireEnd();
        return (state, () => LoadReferenced(host, state.Options, folder, fingerprint));
    }

    private static (ModelManifest Manifest, Dictionary<string, long> Positions) ReadEmbedded(StateReader reader)
    {
        var expected = reader.ReadText("the fingerprint of its CLIP model");
        var files = new SavedFile[reader.ReadCount("files", leastBytes: 1 + sizeof(long), MostFiles)];
        var positions = new Dictionary<string, long>(StringComparer.OrdinalIgnoreCase);
        using var hash = SHA256.Create();
        using var hashing = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write);
        for (var i = 0; i < files.Length; i++)
        {
            var name = reader.ReadText("the name of a file");
            if (!SavedFileName.IsAllowed(name))
            {
                throw reader.Damaged($"'{Excerpt.Of(name)}' is not the name of a file");
            }

            var length = reader.ReadInt64("the length of a file");
            if (length < 0 || length > reader.Left)
            {
                throw reader.Damaged(Invariant($"'{Excerpt.Of(name)}' takes {length} bytes, says the file, with {reader.Left} bytes left"));
            }

            if (!positions.TryAdd(name, reader.Stream.Position))
            {
                throw reader.Damaged($"it has two files with the name '{Excerpt.Of(name)}'");
            }

            WriteHeader(hashing, name, length);
            files[i] = new SavedFile(name, length, FileCopy.Copy(reader.Stream, length, hashing).Sha256);
        }
        reader.RequireEnd();
        var found = Finish(hash, hashing);
        return found == expected
            ? (new ModelManifest(files), positions)
            : throw reader.Damaged($"the SHA-256 of its CLIP model is {found}, and it should be '{Excerpt.Of(expected)}'");
    }

    private static (ClipModel Model, ModelSource Source) LoadEmbedded(IHost host, TptOptions options, ModelManifest manifest, Dictionary<string, long> positions, Stream stream)
    {
        var end = stream.Position;
        var folder = ModelCache.Open().Unpack(manifest, file =>
        {
            stream.Position = positions[file.Name];
            return stream;
        });
        stream.Position = end;
        return ModelLoader.Load(host, options, new ModelSource(folder));
    }

    private static (ClipModel Model, ModelSource Source) LoadReferenced(IHost host, TptOptions options, string? folder, string expected)
    {
        var loaded = ModelLoader.Load(host, options, ReferencedModel.Find(host, options, folder));
        var found = Fingerprint(loaded.Source);
        if (found == expected)
        {
            return loaded;
        }

        loaded.Model.Dispose();
        throw VerifiedModel.Mismatch(options, loaded.Source, $"the SHA-256 of its .json, .txt and .safetensors files is {found}, and it should be '{Excerpt.Of(expected)}'");
    }

    /// <exception cref="InvalidDataException">There are no weights that could be compared.</exception>
    internal static string Fingerprint(ModelSource source)
    {
        using var hash = SHA256.Create();
        using var hashing = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write);
        foreach (var file in List(source))
        {
            using var stream = file.OpenRead();
            WriteHeader(hashing, file.Name, stream.Length);
            stream.CopyTo(hashing);
        }
        return Finish(hash, hashing);
    }

    private static FileInfo[] List(ModelSource source)
    {
        var weights = File.Exists(source.Path) ? Path.GetFullPath(source.Path) : null;
        var folder = weights is null ? source.Path : Path.GetDirectoryName(weights)!;
        var listed = new DirectoryInfo(folder).EnumerateFiles()
            .Where(file => file.Extension.ToUpperInvariant() switch
            {
                ".JSON" or ".TXT" => true,
                ".SAFETENSORS" => weights is null || FileNames.AreSame(file.FullName, weights),
                _ => false,
            })
            .ToArray();
        // Without them the fingerprint would be the same for any weights.
        if (!listed.Any(file => file.Extension.Equals(".safetensors", StringComparison.OrdinalIgnoreCase)))
        {
            throw new InvalidDataException($"'{source.Path}' has no weights in a .safetensors file, which models of format 1 were saved with: what was loaded cannot be compared with them. Name the folder or file with the weights that the model was saved with.");
        }
        IEnumerable<FileInfo> files = listed;
        if (source.TokenizerFolder is { } tokenizer)
        {
            files = files.Where(file => !_tokenizerFiles.Contains(file.Name, FileNames.Comparer))
                .Concat(_tokenizerFiles.Select(name => new FileInfo(Path.Combine(tokenizer, name))).Where(file => file.Exists));
        }
        return [.. files.OrderBy(file => file.Name, StringComparer.Ordinal)];
    }

    private static void WriteHeader(Stream hashing, string name, long length) => hashing.Write(Encoding.UTF8.GetBytes(Invariant($"{name}\n{length}\n")));

    private static string Finish(SHA256 hash, CryptoStream hashing)
    {
        hashing.FlushFinalBlock();
        return Convert.ToHexStringLower(hash.Hash!);
    }
}
