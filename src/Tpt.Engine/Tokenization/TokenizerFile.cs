using System.Text.Json;
using Tpt.Engine.Files;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Tokenization;

/// <summary>Reads one of the files that a tokenizer consists of.</summary>
internal static class TokenizerFile
{
    /// <summary>XLM-V's SentencePiece model has 18 MB.</summary>
    public const int MaxModelBytes = 48 << 20;

    /// <summary>A file that holds a JSON object.</summary>
    /// <exception cref="InvalidDataException">It holds something else.</exception>
    public static JsonDocument ReadObject(ModelFileReader files, string path)
    {
        var document = ReadJson(files, path);
        if (document.RootElement.ValueKind == JsonValueKind.Object)
        {
            return document;
        }
        var excerpt = Excerpt.Of(document.RootElement.GetRawText());
        document.Dispose();
        throw new InvalidDataException($"'{path}' must hold a JSON object; it holds {excerpt}.");
    }

    private static JsonDocument ReadJson(ModelFileReader files, string path)
    {
        try
        {
            return JsonText.Parse(files.Read(path, ModelFileReader.MaxTokenizerBytes));
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' is no JSON. {e.Message}", e);
        }
    }
}
