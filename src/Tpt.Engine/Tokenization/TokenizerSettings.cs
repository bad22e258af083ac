using System.Text.Json;
using Tpt.Engine.Files;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Tokenization;

/// <summary>
/// What the small files beside a tokenizer say: tokenizer_config.json, special_tokens_map.json and added_tokens.json of Hugging Face's
/// tokenizers. Each may be missing.
/// </summary>
internal sealed class TokenizerSettings
{
    private static readonly string[] _roles = ["bos_token", "eos_token", "unk_token", "pad_token", "sep_token", "cls_token", "mask_token"];
    private static readonly string[] _lists = ["additional_special_tokens", "extra_special_tokens"];

    private readonly Dictionary<string, string> _special = new(StringComparer.Ordinal);
    private readonly HashSet<string> _allSpecial = new(StringComparer.Ordinal);
    private readonly List<(AddedToken Token, string Path)> _early = [], _late = [];

    private TokenizerSettings(string folder)
        => (ConfigPath, SpecialPath, AddedPath) = (Path.Combine(folder, "tokenizer_config.json"), Path.Combine(folder, "special_tokens_map.json"), Path.Combine(folder, "added_tokens.json"));

    public string ConfigPath { get; }

    public string SpecialPath { get; }

    public string AddedPath { get; }

    /// <summary>The tokens of added_tokens.json, whose flags yield to those of other files.</summary>
    public IReadOnlyList<(AddedToken Token, string Path)> AddedTokens => _early;

    /// <summary>The tokens of tokenizer_config.json, whose flags win over those of other files.</summary>
    public IReadOnlyList<(AddedToken Token, string Path)> ConfiguredTokens => _late;

    /// <summary>The tokens that have a role, such as <c>pad_token</c>, by that role.</summary>
    public IReadOnlyDictionary<string, string> Special => _special;

    /// <summary>All tokens that have a role, or are called special without one.</summary>
    public IReadOnlyCollection<string> AllSpecial => _allSpecial;

    /// <summary>Whether texts are put into lower case; null where it is not said.</summary>
    public bool? LowerCases { get; private set; }

    /// <summary>Whether a start token is added; null where it is not said.</summary>
    public bool? AddsStart { get; private set; }

    /// <summary>The class in the transformers library; null where it is not said.</summary>
    public string? ClassName { get; private set; }

    /// <param name="folder">The folder of the tokenizer.</param>
    /// <param name="files">What reads the files.</param>
    /// <exception cref="InvalidDataException">A file is there but cannot be read as what its name says.</exception>
    public static TokenizerSettings Read(string folder, ModelFileReader files)
    {
        var settings = new TokenizerSettings(folder);
        With(files, settings.SpecialPath, root => settings.ReadSpecial(root, settings.SpecialPath));
        With(files, settings.ConfigPath, settings.ReadConfig);
        With(files, settings.AddedPath, root
            => settings._early.AddRange(AddedTokenReader.ReadMap(root, settings._allSpecial, settings.AddedPath).Select(token => (token, settings.AddedPath))));
        return settings;
    }

    private static void With(ModelFileReader files, string path, Action<JsonElement> read)
    {
        if (File.Exists(path))
        {
            using var document = TokenizerFile.ReadObject(files, path);
            read(document.RootElement);
        }
    }

    private void ReadConfig(JsonElement root)
    {
        ReadSpecial(root, ConfigPath);
        LowerCases = Flag(root, "do_lower_case");
        AddsStart = Flag(root, "add_bos_token");
        ClassName = root.FindText("tokenizer_class");
        _late.AddRange(AddedTokenReader.ReadDecoder(root.Find("added_tokens_decoder"), ConfigPath).Select(token => (token, ConfigPath)));
    }

    /// <summary>A token is a text, or an object with the text as its content.</summary>
    private void ReadSpecial(JsonElement root, string path)
    {
        foreach (var role in _roles)
        {
            // Old files have false for a token that there is none of.
            if (root.Find(role) is { ValueKind: not JsonValueKind.False } element)
            {
                var token = Text(element, role, path);
                if (_special.TryGetValue(role, out var other) && other != token)
                {
                    throw new InvalidDataException($"'{path}': {role} is '{Excerpt.Of(token)}', but '{SpecialPath}' says '{Excerpt.Of(other)}'. Take both files from one model.");
                }
                _special[role] = token;
                _allSpecial.Add(token);
            }
        }
        foreach (var list in _lists)
        {
            foreach (var element in root.Find(list) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : default)
            {
                _allSpecial.Add(Text(element, list, path));
            }
        }
    }

    private static string Text(JsonElement element, string role, string path)
        => (element.ValueKind == JsonValueKind.String ? element.GetString() : element.FindText("content")) is { Length: > 0 } text
            ? text
            : throw new InvalidDataException($"'{path}': {role} is {Excerpt.Of(element.GetRawText())}; it must be a token, or an object with one as its content.");

    private bool? Flag(JsonElement root, string name) => root.Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        var other => throw new InvalidDataException($"'{ConfigPath}': {name} is {Excerpt.Of(other.Value.GetRawText())}; it must be true or false."),
    };
}
