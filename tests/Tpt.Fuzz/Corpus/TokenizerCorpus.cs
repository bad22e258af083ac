using System.Globalization;
using System.Text;
using System.Text.Json;
using Tpt.Engine.Configuration;
using Tpt.Engine.Tests.Tokenization.SentencePiece;

namespace Tpt.Fuzz.Corpus;

/// <summary>Right tokenizer files, each with the folder that it belongs into.</summary>
internal static class TokenizerCorpus
{
    private const string Vocabulary = "vocab.json";
    private const string Merges = "merges.txt";
    private const string Tokenizer = "tokenizer.json";

    /// <summary>Writes the folders and gives a file of each kind, by kind.</summary>
    /// <param name="clip">The folder of a whole CLIP model.</param>
    /// <param name="folder">Where the others are made.</param>
    public static IReadOnlyDictionary<string, TokenizerFile> Write(string clip, string folder)
    {
        var vocabulary = JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllBytes(Path.Combine(clip, Vocabulary)))!;
        var size = vocabulary.Count;
        var pipeline = ClipTokenizer(vocabulary, File.ReadAllText(Path.Combine(clip, Merges)));
        var kinds = new Dictionary<string, TokenizerFile>(StringComparer.Ordinal)
        {
            [Vocabulary] = new(clip, Vocabulary, File.ReadAllBytes(Path.Combine(clip, Vocabulary)), ModelFamily.Clip, size),
            [Merges] = new(clip, Merges, File.ReadAllBytes(Path.Combine(clip, Merges)), ModelFamily.Clip, size),
            [Tokenizer] = new(clip, Tokenizer, pipeline, ModelFamily.Clip, size) { Hides = [Vocabulary, Merges] },
            ["beside." + Tokenizer] = new(clip, Tokenizer, pipeline, ModelFamily.Clip, size),
            ["added_tokens.json"] = new(clip, "added_tokens.json", Utf8($$"""{"<my-cat>": {{size}}, "<My Dog>": {{size + 1}}, "photo": {{size + 2}}}"""), ModelFamily.Clip, size + 3),
            ["tokenizer_config.json"] = new(clip, "tokenizer_config.json", Utf8($$$"""
                {"bos_token": "<|startoftext|>", "pad_token": {"content": "!"}, "do_lower_case": true, "tokenizer_class": "CLIPTokenizer", "additional_special_tokens": ["!"],
                 "added_tokens_decoder": {"{{{size}}}": {"content": "caf\u00e9", "normalized": true, "special": false, "lstrip": true, "rstrip": true, "single_word": false} } }
                """), ModelFamily.Clip, size + 1),
            ["unigram.json"] = new(Path.Combine(folder, "metaclip2"), Tokenizer, Unigram(), ModelFamily.MetaClip2, Pieces.Length),
            ["spiece.model"] = new(Path.Combine(folder, "siglip"), "spiece.model", Spiece(), ModelFamily.Siglip, Pieces.Length),
            ["gemma.json"] = new(Path.Combine(folder, "siglip2"), Tokenizer, Gemma(), ModelFamily.Siglip, 4 + 256 + 8),
        };
        foreach (var kind in kinds.Values)
        {
            Directory.CreateDirectory(kind.Folder);
        }
        return kinds;
    }

    private static (string Text, float Score)[] Pieces { get; } =
        [("<s>", 0), ("<pad>", 0), ("</s>", 0), ("<unk>", 0), ("▁", -3), ("▁a", -4), ("▁photo", -6), ("o", -4), ("f", -5), ("▁of", -5), ("é", -7), ("12", -6)];

    private static byte[] ClipTokenizer(Dictionary<string, int> vocabulary, string merges) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        version = "1.0",
        added_tokens = vocabulary.OrderBy(token => token.Value).TakeLast(2).Select(token => new { id = token.Value, content = token.Key, special = true }),
        normalizer = new { type = "Sequence", normalizers = new object[] { new { type = "NFC" }, new { type = "Replace", pattern = new { Regex = @"\s+" }, content = " " }, new { type = "Lowercase" } } },
        model = new { type = "BPE", dropout = (double?)null, end_of_word_suffix = "</w>", vocab = vocabulary, merges = merges.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1) },
    });

    private static byte[] Unigram()
    {
        var map = Convert.ToBase64String(SentencePieceBuilder.Characters(("\t", " "), ("\u00a0", " "), ("é", "é"), ("\U0001F355", "")));
        return Utf8(SentencePieceBuilder.Json(
            Pieces.Select(piece => (piece.Text, (double)piece.Score)),
            3,
            """[{"id": 0, "content": "<s>", "special": true}, {"id": 2, "content": "</s>", "special": true, "lstrip": true}]""",
            $$"""{"type": "Sequence", "normalizers": [{"type": "Precompiled", "precompiled_charsmap": "{{map}}"}, {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}]}"""));
    }

    private static byte[] Spiece() => SentencePieceBuilder.Model(
        Pieces.Select((piece, id) => (piece.Text, piece.Score, id == 3 ? SentencePieceBuilder.Unknown : id < 3 ? SentencePieceBuilder.Control : SentencePieceBuilder.Normal)),
        [(3, 1), (40, 3), (41, 0), (42, 2)],
        [(2, SentencePieceBuilder.Characters(("\t", " "), ("é", "é")))]);

    private static byte[] Gemma()
    {
        string[] tokens = ["<pad>", "<eos>", "<bos>", "<unk>", .. Enumerable.Range(0, 256).Select(value => string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>")), "▁", "a", "o", "f", "of", "▁of", "é", "\n"];
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            added_tokens = tokens.Take(4).Append("\n").Select(token => new { id = Array.IndexOf(tokens, token), content = token, normalized = false }),
            normalizer = new { type = "Replace", pattern = new { String = " " }, content = "▁" },
            model = new { type = "BPE", byte_fallback = true, vocab = tokens.Select((token, id) => (token, id)).ToDictionary(pair => pair.token, pair => pair.id), merges = new[] { new[] { "o", "f" }, new[] { "▁", "of" } } },
        });
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
