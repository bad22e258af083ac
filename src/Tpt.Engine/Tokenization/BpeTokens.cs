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
            if (token.Name.Length == 0)
            {
                throw BpeVocabulary.Invalid(_path, "a token is empty");
            }
            Add(token.Name, AddedTokenReader.Id(token.Name, token.Value, _path));
        }
    }

    /// <summary>Adds a token. One that is there already, with the same id, is no error.</summary>
    /// <param name="token">The token.</param>
    /// <param name="id">Its id.</param>
    /// <param name="path">The file that says so, where it is another one.</param>
    /// <exception cref="InvalidDataException">The token or the id belongs to another one.</exception>
    public void Add(string token, int id, string? path = null)
    {
        if (_ids.GetValueOrDefault(token, id) != id)
        {
            throw BpeVocabulary.Invalid(path ?? _path, Invariant($"token '{Excerpt.Of(token)}' has the ids {_ids[token]} and {id}"));
        }
        if (_tokens.GetValueOrDefault(id, token) != token)
        {
            throw BpeVocabulary.Invalid(path ?? _path, Invariant($"tokens '{Excerpt.Of(_tokens[id])}' and '{Excerpt.Of(token)}' both have the id {id}"));
        }
        _ids[token] = id;
        _tokens[id] = token;
    }
}
