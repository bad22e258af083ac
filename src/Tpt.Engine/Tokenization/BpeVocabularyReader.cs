using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Tpt.Engine.Files;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Tokenization;

/// <summary>
/// Reads CLIP's vocabulary from whatever a folder has of it: vocab.json with merges.txt, tokenizer.json, added_tokens.json,
/// tokenizer_config.json and special_tokens_map.json. Two files that contradict each other are an error.
/// </summary>
internal sealed class BpeVocabularyReader
{
    private const char ByteOrderMark = '\uFEFF';

    private readonly string _folder, _vocab, _merges, _tokenizer;

    /// <summary>What has been read so far. Which of these files the tokenizer depends on shows at the end.</summary>
    private readonly ModelFileReader _seen = new();

    /// <param name="folder">The folder of the files.</param>
    public BpeVocabularyReader(string folder)
        => (_folder, _vocab, _merges, _tokenizer) = (folder, Path.Combine(folder, "vocab.json"), Path.Combine(folder, "merges.txt"), Path.Combine(folder, TokenizerJson.FileName));

    private bool HasPair => File.Exists(_vocab) && File.Exists(_merges);

    /// <param name="files">Is told which files the tokenizer depends on. One that only says again what others say is none of them.</param>
    /// <exception cref="FileNotFoundException">The folder has neither vocab.json with merges.txt nor tokenizer.json.</exception>
    /// <exception cref="InvalidDataException">A file is there but cannot be read as what its name says, or contradicts another one.</exception>
    public BpeVocabulary Read(ModelFileReader files)
    {
        using var json = File.Exists(_tokenizer) ? TokenizerJson.Read(_tokenizer, _seen) : null;
        if (json is null && !HasPair)
        {
            throw new FileNotFoundException(
                $"'{_folder}' has no tokenizer: neither vocab.json with merges.txt nor tokenizer.json is there. "
                + "Put them beside the weights, or name the folder that has them as TokenizerFolder.");
        }
        if (json is not null)
        {
            BpePipeline.Require(json);
        }
        var settings = TokenizerSettings.Read(_folder, _seen);
        BpeSpecialTokens.Require(settings);
        var (tokens, merges) = HasPair ? ReadPair() : ReadTokenizer(json!);
        (AddedToken Token, string Path)[] added =
        [
            .. settings.AddedTokens,
            .. AddedTokenReader.ReadList(json?.Root.Find("added_tokens"), _tokenizer).Select(token => (token, _tokenizer)),
            .. settings.ConfiguredTokens,
        ];
        var contents = added.Select(token => token.Token.Content).ToHashSet(StringComparer.Ordinal);
        BpeMerges.Require(merges, tokens.Ids, contents, HasPair ? _merges : _tokenizer, HasPair ? _vocab : _tokenizer);
        if (json is not null && HasPair)
        {
            RequireSame(tokens, merges, ReadTokenizer(json), contents);
        }
        var isWhole = contents.All(tokens.Ids.ContainsKey);
        foreach (var (token, path) in added)
        {
            tokens.Add(token.Content, token.Id, path);
        }
        var vocabulary = Complete(tokens.Ids, merges) with { Added = BpeSpecialTokens.Find(settings, added, tokens.Ids) };
        Remember(isWhole && vocabulary.Added.Count == 0, files);
        return vocabulary;
    }

    private (BpeTokens Tokens, string[] Merges) ReadPair()
    {
        var tokens = new BpeTokens(_vocab);
        using (var document = TokenizerFile.ReadObject(_seen, _vocab))
        {
            tokens.AddAll(document.RootElement);
        }
        return (tokens, [.. ReadLines(_merges).Where(line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal))]);
    }

    private (BpeTokens Tokens, string[] Merges) ReadTokenizer(TokenizerJson json)
    {
        if (json.Model?.Find("vocab") is not { } vocab || json.Model?.Find("merges") is not { ValueKind: JsonValueKind.Array } merges)
        {
            throw BpeVocabulary.Invalid(_tokenizer, "it has no model with a vocab and merges");
        }
        var tokens = new BpeTokens(_tokenizer);
        tokens.AddAll(vocab);
        return (tokens, BpeMerges.Read(merges, _tokenizer));
    }

    /// <summary>Hugging Face's slow tokenizer reads the pair, its fast one tokenizer.json: where the two differ, nobody knows which is meant.</summary>
    private void RequireSame(BpeTokens tokens, string[] merges, (BpeTokens Tokens, string[] Merges) other, HashSet<string> added)
    {
        foreach (var (token, id) in other.Tokens.Ids)
        {
            tokens.Add(token, tokens.Ids.ContainsKey(token) || added.Contains(token)
                ? id
                : throw BpeVocabulary.Invalid(_tokenizer, $"it has the token '{Excerpt.Of(token)}', which '{_vocab}' has not. One of the two files is another model's"), _tokenizer);
        }
        if (tokens.Ids.Keys.FirstOrDefault(token => !other.Tokens.Ids.ContainsKey(token) && !added.Contains(token)) is { } missing)
        {
            throw BpeVocabulary.Invalid(_tokenizer, $"it has no token '{Excerpt.Of(missing)}', which '{_vocab}' has. One of the two files is another model's");
        }
        if (!merges.SequenceEqual(other.Merges, StringComparer.Ordinal))
        {
            throw BpeVocabulary.Invalid(_tokenizer, $"its merges are not those of '{_merges}'. One of the two files is another model's");
        }
    }

    private BpeVocabulary Complete(IReadOnlyDictionary<string, int> tokens, IReadOnlyList<string> merges)
    {
        var path = HasPair ? _vocab : _tokenizer;
        foreach (var special in new[] { BpeVocabulary.StartOfText, BpeVocabulary.EndOfText })
        {
            if (!tokens.ContainsKey(special))
            {
                throw BpeVocabulary.Invalid(path, $"it has no token '{special}', so it is not that of a CLIP model");
            }
        }
        return tokens.Count > 2
            ? new BpeVocabulary(tokens, merges) { Source = path }
            : throw BpeVocabulary.Invalid(path, "it has no token but those of start and end");
    }

    /// <summary>Which added tokens there are, and how they are found, all files say together. Without any, the vocabulary and its merges say all.</summary>
    private void Remember(bool isPlain, ModelFileReader files)
    {
        string[] plain = HasPair ? [Path.GetFullPath(_vocab), Path.GetFullPath(_merges)] : [Path.GetFullPath(_tokenizer)];
        files.Remember(_seen.Files.Where(file => !isPlain || plain.Contains(file.Path, StringComparer.Ordinal)));
    }

    private IEnumerable<string> ReadLines(string path)
    {
        var utf8 = _seen.Read(path, ModelFileReader.MaxTokenizerBytes);
        if (!Utf8.IsValid(utf8))
        {
            throw BpeVocabulary.Invalid(path, "it is not in UTF-8");
        }
        return Encoding.UTF8.GetString(utf8).TrimStart(ByteOrderMark).Split('\n').Select(line => line.TrimEnd('\r'));
    }
}
