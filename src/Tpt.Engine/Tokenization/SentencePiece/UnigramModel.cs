using System.Buffers.Binary;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace Tpt.Engine.Tokenization.SentencePiece;

/// <summary>
/// Splits a normalised text into the most probable pieces, by Microsoft.ML.Tokenizers' Viterbi search. Its <c>Create</c> takes a .model file
/// only, so one is written in memory, from pieces that were checked.
/// </summary>
internal sealed class UnigramModel
{
    private readonly SentencePieceTokenizer _tokenizer;
    private readonly int _unknownId;

    /// <summary>The ids of the 256 bytes; null where characters without a piece are unknown.</summary>
    private readonly int[]? _bytes;

    /// <param name="vocabulary">The pieces, checked by <see cref="UnigramVocabulary.Require"/>.</param>
    public UnigramModel(UnigramVocabulary vocabulary)
    {
        _unknownId = vocabulary.UnknownId;
        _bytes = vocabulary.HasByteFallback ? BytesOf(vocabulary) : null;
        using var file = Write(vocabulary);
        _tokenizer = SentencePieceTokenizer.Create(file, addBeginningOfSentence: false, addEndOfSentence: false);
    }

    /// <summary>
    /// The ids of the pieces. Characters that no piece has give their bytes, or one unknown token for a run of them, as SentencePiece and
    /// Hugging Face's tokenizers do.
    /// </summary>
    public List<int> Encode(string normalized)
    {
        var ids = new List<int>();
        foreach (var token in _tokenizer.EncodeToTokens(normalized, out _, addBeginningOfSentence: false, addEndOfSentence: false, considerPreTokenization: false, considerNormalization: false))
        {
            if (token.Id != _unknownId)
            {
                ids.Add(token.Id);
            }
            else if (_bytes is not null)
            {
                ids.AddRange(Encoding.UTF8.GetBytes(token.Value).Select(value => _bytes[value]));
            }
            else if (ids.Count == 0 || ids[^1] != _unknownId)
            {
                ids.Add(_unknownId);
            }
        }
        return ids;
    }

    private static int[] BytesOf(UnigramVocabulary vocabulary)
    {
        var places = vocabulary.Pieces.Select((piece, id) => (piece, id)).Where(place => place.piece.Kind == PieceKind.Byte).ToDictionary(place => place.piece.Text, place => place.id, StringComparer.Ordinal);
        return [.. Enumerable.Range(0, 256).Select(value => places[UnigramVocabulary.NameOf((byte)value)])];
    }

    /// <summary>The message ModelProto: pieces (1), trainer_spec (2) and normalizer_spec (3), with the numbers of sentencepiece_model.proto.</summary>
    private static MemoryStream Write(UnigramVocabulary vocabulary)
    {
        var file = new MemoryStream();
        using var piece = new MemoryStream();
        foreach (var (text, score, kind) in vocabulary.Pieces)
        {
            piece.SetLength(0);
            WriteBytes(piece, 1, Encoding.UTF8.GetBytes(text));
            WriteFloat(piece, 2, score);
            WriteInt(piece, 3, (int)kind);
            WriteBytes(file, 1, piece.GetBuffer().AsSpan(0, (int)piece.Length));
        }
        using var training = new MemoryStream();
        WriteInt(training, 3, 1);
        // The library gives these three places to special tokens of its own: all to the unknown one, which is one already.
        WriteInt(training, 40, vocabulary.UnknownId);
        WriteInt(training, 41, vocabulary.UnknownId);
        WriteInt(training, 42, vocabulary.UnknownId);
        WriteBytes(file, 2, training.GetBuffer().AsSpan(0, (int)training.Length));
        WriteBytes(file, 3, []);
        file.Position = 0;
        return file;
    }

    private static void WriteBytes(MemoryStream stream, int field, ReadOnlySpan<byte> bytes)
    {
        WriteVarint(stream, (uint)(field << 3 | 2));
        WriteVarint(stream, (uint)bytes.Length);
        stream.Write(bytes);
    }

    private static void WriteInt(MemoryStream stream, int field, int value)
    {
        WriteVarint(stream, (uint)(field << 3));
        WriteVarint(stream, (uint)value);
    }

    private static void WriteFloat(MemoryStream stream, int field, float value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        WriteVarint(stream, (uint)(field << 3 | 5));
        stream.Write(bytes);
    }

    private static void WriteVarint(MemoryStream stream, uint value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            stream.WriteByte((byte)(value | 0x80));
        }
        stream.WriteByte((byte)value);
    }
}
