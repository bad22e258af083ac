using System.Text;
using System.Text.Json;
using Tpt.Engine.Tokenization;

namespace Tpt.Pretraining.Export;

/// <summary>Writes a vocabulary as the files of Hugging Face's CLIPTokenizer.</summary>
internal static class TokenizerFiles
{
    private const string StartOfText = "<|startoftext|>";
    private const string EndOfText = "<|endoftext|>";

    /// <summary>Writes vocab.json, merges.txt, tokenizer_config.json and special_tokens_map.json.</summary>
    /// <param name="folder">Must exist.</param>
    /// <param name="vocabulary">With the start- and end-of-text tokens.</param>
    /// <param name="contextLength">The most tokens of a text, start and end included.</param>
    public static void Write(string folder, BpeVocabulary vocabulary, int contextLength)
    {
        ReplacedFile.Write(Path.Combine(folder, "vocab.json"),
            stream => JsonSerializer.Serialize(stream, vocabulary.Tokens.OrderBy(t => t.Value).ToDictionary(StringComparer.Ordinal)));
        ReplacedFile.Write(Path.Combine(folder, "merges.txt"),
            stream => stream.Write(Encoding.UTF8.GetBytes(string.Concat(vocabulary.Merges.Prepend("#version: 0.2").Select(line => line + "\n")))));
        ReplacedFile.WriteJson(Path.Combine(folder, "tokenizer_config.json"), new
        {
            tokenizer_class = "CLIPTokenizer",
            model_max_length = contextLength,
            do_lower_case = true,
            bos_token = StartOfText,
            eos_token = EndOfText,
            unk_token = EndOfText,
            pad_token = EndOfText,
            add_prefix_space = false,
            errors = "replace",
        });
        ReplacedFile.WriteJson(Path.Combine(folder, "special_tokens_map.json"),
            new { bos_token = StartOfText, eos_token = EndOfText, unk_token = EndOfText, pad_token = EndOfText });
    }
}
