using System.Security.Cryptography;
using System.Text;

namespace Tpt.Hub.Tests;

/// <summary>Files of a model, with content that a seed gives.</summary>
internal static class TestModel
{
    public const string Id = "org/clip";

    /// <summary>As many as a few reads bring.</summary>
    public const int WeightBytes = 300_000;

    /// <summary>The files that the loader reads, in the model of <see cref="Files"/>.</summary>
    public static readonly string[] Needed =
        ["config.json", "merges.txt", "model.safetensors", "preprocessor_config.json", "special_tokens_map.json", "tokenizer_config.json", "vocab.json"];

    /// <summary>A CLIP as transformers saves it, beside files of other programs.</summary>
    public static Dictionary<string, byte[]> Files(int seed = 1)
    {
        var files = Needed.Append("README.md").Append(".gitattributes").ToDictionary(name => name, name => Encoding.UTF8.GetBytes($"{name} of {seed}\n"), StringComparer.Ordinal);
        files["model.safetensors"] = Bytes(seed, WeightBytes);
        files["pytorch_model.bin"] = Bytes(seed + 1, 1000);
        files["tf_model.h5"] = Bytes(seed + 2, 1000);
        return files;
    }

    public static byte[] Bytes(int seed, int count)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>How git names a content: <c>git hash-object</c>.</summary>
    public static string GitBlob(byte[] bytes)
    {
#pragma warning disable CA5350 // Git's own hash: it names, it protects nothing.
        return Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {bytes.Length}\0"), .. bytes]));
#pragma warning restore CA5350
    }
}
