using System.Text.Json;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Tokenization;

/// <summary>The tokens of a vocabulary as they are read from a file: each has an id, and each id one token.</summary>
internal sealed class BpeTokens
{
    private readonly string _path;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _tokens = [];

    /// <param name="path">What errors call the file.</param>
    public BpeTokens(string path) => _path = path;

    public IReadOnlyDictionary<string, int> Ids => _ids;

    /// <summary>Adds every member of an object <c>{"token": id}</c>.</summary>
    /// <exception cref="InvalidDataException">It is no such object, or two tokens have one id.</exception>
    public void AddAll(JsonElement vocabulary)
    {
        if (vocabulary.ValueKind != JsonValueKind.Object)
        {
            throw BpeVocabulary.Invalid(_path, "there is no object of tokens and their ids");
        }
        foreach (var token in vocabulary.EnumerateObject())
        {
            Add(token.Name, token.Value);
        }
    }

    /// <summary>Adds a token. One that is there already, with the same id, is no error.</summary>
    /// <exception cref="InvalidDataException">The token is empty, its id is no number that an id can be, or either belongs to another one.</exception>
    public void Add(string token, JsonElement idElement)
    {
        if (token.Length == 0)
        {
            throw BpeVocabulary.Invalid(_path, "a token is empty");
        }
        // One more than the largest id is the size of the vocabulary, which is an int.
        if (idElement.ValueKind != JsonValueKind.Number || !idElement.TryGetInt32(out var id) || id is < 0 or int.MaxValue)
        {
            throw BpeVocabulary.Invalid(_path, Invariant($"the id of token '{Excerpt.Of(token)}' is {Excerpt.Of(idElement.GetRawText())}; it must be a whole number from 0 to {int.MaxValue - 1}"));
        }
        if (_ids.GetValueOrDefault(token, id) != id)
        {
            throw BpeVocabulary.Invalid(_path, Invariant($"token '{Excerpt.Of(token)}' has the ids {_ids[token]} and {id}"));
        }
        if (_tokens.GetValueOrDefault(id, token) != token)
        {
            throw BpeVocabulary.Invalid(_path, Invariant($"tokens '{Excerpt.Of(_tokens[id])}' and '{Excerpt.Of(token)}' both have the id {id}"));
        }
        _ids[token] = id;
        _tokens[id] = token;
    }
}
