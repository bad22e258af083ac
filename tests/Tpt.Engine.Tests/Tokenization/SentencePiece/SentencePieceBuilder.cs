using System.Text;
using System.Text.Json;

namespace Tpt.Engine.Tests.Tokenization.SentencePiece;

/// <summary>Writes small SentencePiece tokenizers, as .model and as tokenizer.json.</summary>
internal static class SentencePieceBuilder
{
    public const int Normal = 1, Unknown = 2, Control = 3, UserDefined = 4, ByteOfText = 6;

    /// <summary>The message ModelProto of sentencepiece_model.proto.</summary>
    /// <param name="pieces">Text, score and type of each piece.</param>
    /// <param name="training">Fields of trainer_spec: number and value.</param>
    /// <param name="normalization">Fields of normalizer_spec: number and value, a number or bytes.</param>
    public static byte[] Model(IEnumerable<(string Text, float Score, int Type)> pieces, IEnumerable<(int Field, int Value)>? training = null, IEnumerable<(int Field, object Value)>? normalization = null)
        =>
        [
            .. pieces.SelectMany(piece => Bytes(1, [.. Bytes(1, Encoding.UTF8.GetBytes(piece.Text)), 0x15, .. BitConverter.GetBytes(piece.Score), .. Number(3, piece.Type)])),
            .. Bytes(2, [.. (training ?? []).SelectMany(field => Number(field.Field, field.Value))]),
            .. Bytes(3, [.. (normalization ?? []).SelectMany(field => field.Value is byte[] bytes ? Bytes(field.Field, bytes) : Number(field.Field, (int)field.Value))]),
        ];

    /// <summary>tokenizer.json of a Unigram model.</summary>
    /// <param name="pieces">Text and score of each piece.</param>
    /// <param name="unknown">The place of the unknown one.</param>
    /// <param name="added">The list <c>added_tokens</c>.</param>
    /// <param name="normalizer">The normalizer.</param>
    /// <param name="split">The pre-tokenizer.</param>
    /// <param name="model">Further members of the model, with a comma at the end.</param>
    public static string Json(
        IEnumerable<(string Text, double Score)> pieces, int unknown, string added = "[]", string normalizer = "null",
        string split = """{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true}""", string model = "")
        => $$"""
            {"version": "1.0", "added_tokens": {{added}}, "normalizer": {{normalizer}}, "pre_tokenizer": {{split}},
             "model": {"type": "Unigram", {{model}} "unk_id": {{unknown}}, "vocab": {{JsonSerializer.Serialize(pieces.Select(piece => new object[] { piece.Text, piece.Score }))}} } }
            """;

    /// <summary>A character map: a double-array trie of texts, and what each becomes.</summary>
    public static byte[] Characters(params (string From, string To)[] map)
    {
        var replacements = new List<byte>();
        var values = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (from, to) in map)
        {
            values[Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(from))] = replacements.Count;
            replacements.AddRange([.. Encoding.UTF8.GetBytes(to), 0]);
        }
        // Each node has a block of 256 units of its own: wasteful, and simple. Its children are at the block's number, with their byte in place of the low ones.
        var units = new List<uint>(new uint[256]);
        Place(0, [.. values]);
        var trie = units.SelectMany(BitConverter.GetBytes).ToArray();
        return [.. BitConverter.GetBytes(trie.Length), .. trie, .. replacements];

        void Place(int node, IReadOnlyList<KeyValuePair<string, int>> rest)
        {
            var block = units.Count;
            units.AddRange(new uint[256]);
            units[node] |= Offset((uint)(node ^ block));
            if (rest.Any(entry => entry.Key.Length == 0))
            {
                units[node] |= 1 << 8;
                units[block] = 0x8000_0000 | (uint)rest.Single(entry => entry.Key.Length == 0).Value;
            }
            foreach (var group in rest.Where(entry => entry.Key.Length > 0).GroupBy(entry => entry.Key[0]))
            {
                units[block ^ group.Key] = group.Key;
                Place(block ^ group.Key, [.. group.Select(entry => KeyValuePair.Create(entry.Key[1..], entry.Value))]);
            }
        }

        static uint Offset(uint offset) => offset < 1 << 21 ? offset << 10 : throw new ArgumentOutOfRangeException(nameof(offset));
    }

    private static byte[] Bytes(int field, byte[] bytes) => [.. Varint((ulong)(field << 3 | 2)), .. Varint((ulong)bytes.Length), .. bytes];

    private static byte[] Number(int field, int value) => [.. Varint((ulong)(field << 3)), .. Varint((ulong)(long)value)];

    private static IEnumerable<byte> Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            yield return (byte)(value | 0x80);
        }
        yield return (byte)value;
    }
}
