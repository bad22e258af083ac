using System.Text.Json;
using System.Text.Unicode;
using Tpt.Engine.Files;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Tokenization;

/// <summary>
/// tokenizer.json of Hugging Face's tokenizers library. The list of pieces of a Unigram model is kept apart as text: XLM-V's has 901,629,
/// and as JSON elements they would take more memory than everything else together.
/// </summary>
internal sealed class TokenizerJson : IDisposable
{
    public const string FileName = "tokenizer.json";

    /// <summary>XLM-V's file has 61 MB.</summary>
    private const int MaxBytes = 96 << 20;

    /// <summary>Gemma's file has 34 MB.</summary>
    public const int MaxGemmaBytes = 48 << 20;

    private const int LongestMessage = 400;

    private readonly JsonDocument _document;

    private TokenizerJson(string path, JsonDocument document, ReadOnlyMemory<byte>? pieces) => (Path, _document, Pieces) = (path, document, pieces);

    public string Path { get; }

    /// <summary>The file, with an empty list where that of the pieces is.</summary>
    public JsonElement Root => _document.RootElement;

    /// <summary>The object <c>model</c>; null where there is none.</summary>
    public JsonElement? Model => Root.Find("model") is { ValueKind: JsonValueKind.Object } model ? model : null;

    /// <summary>BPE, Unigram, WordPiece or WordLevel; where it is not said, what the vocabulary looks like.</summary>
    public string ModelType => Model?.FindText("type") ?? (Pieces is null ? "BPE" : "Unigram");

    /// <summary>The list of pieces and scores as JSON; null where the vocabulary is no list.</summary>
    public ReadOnlyMemory<byte>? Pieces { get; }

    /// <param name="path">The file.</param>
    /// <param name="files">What reads it.</param>
    /// <param name="limit">How many bytes it may have without that list.</param>
    /// <exception cref="InvalidDataException">It is no JSON object, or too large.</exception>
    public static TokenizerJson Read(string path, ModelFileReader files, int limit = ModelFileReader.MaxTokenizerBytes)
    {
        ReadOnlyMemory<byte> bytes = files.Read(path, MaxBytes);
        var utf8 = bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        if (!Utf8.IsValid(utf8.Span))
        {
            throw new InvalidDataException($"'{path}' is no JSON. It is not in UTF-8.");
        }
        try
        {
            var range = FindPieces(utf8.Span);
            var rest = range is { } found ? new([.. utf8.Span[..found.Start], .. "[]"u8, .. utf8.Span[found.End..]]) : utf8;
            if (rest.Length > limit)
            {
                throw new InvalidDataException(Invariant($"'{path}' has {rest.Length} bytes beside the list of a Unigram model's pieces; it may have {limit}."));
            }
            var document = JsonText.Parse(rest);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new TokenizerJson(path, document, range is { } pieces ? utf8[pieces] : default(ReadOnlyMemory<byte>?))
                : throw new InvalidDataException($"'{path}' must hold a JSON object.");
        }
        catch (JsonException e)
        {
            // System.Text.Json quotes a token of the text, however long.
            var what = e.Message.Length > LongestMessage ? Invariant($"{Excerpt.Of(e.Message)} (line {e.LineNumber + 1}, byte {e.BytePositionInLine})") : e.Message;
            throw new InvalidDataException($"'{path}' is no JSON. {what}", e);
        }
    }

    public void Dispose() => _document.Dispose();

    /// <summary>Where the list <c>model.vocab</c> stands.</summary>
    private static Range? FindPieces(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isModel = reader.ValueSpan.SequenceEqual("model"u8);
            reader.Read();
            if (!isModel || reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isPieces = reader.ValueSpan.SequenceEqual("vocab"u8);
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                isPieces &= reader.TokenType == JsonTokenType.StartArray;
                reader.Skip();
                if (isPieces)
                {
                    return start..(int)reader.BytesConsumed;
                }
            }
        }
        return null;
    }
}
