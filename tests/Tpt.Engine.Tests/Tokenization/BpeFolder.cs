using Tpt.Engine.Configuration;
using Tpt.Engine.Files;
using Tpt.Engine.Tests.Checkpoints;
using Tpt.Engine.Tokenization;

namespace Tpt.Engine.Tests.Tokenization;

/// <summary>A folder with a CLIP tokenizer of eight tokens, to which a test adds files.</summary>
internal sealed class BpeFolder : IDisposable
{
    public const string Vocabulary = """{"a": 0, "b": 1, "a</w>": 2, "b</w>": 3, "ab": 4, "ab</w>": 5, "<|startoftext|>": 6, "<|endoftext|>": 7}""";
    public const string Merges = "#version: 0.2\na b\na b</w>\n";

    private readonly TemporaryFolder _folder = new();

    public BpeFolder(string vocabulary = Vocabulary, string merges = Merges) => Write("vocab.json", vocabulary).Write("merges.txt", merges);

    public string Path => _folder.Path;

    public BpeFolder Write(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        return this;
    }

    public BpeFolder Delete(string name)
    {
        File.Delete(_folder.File(name));
        return this;
    }

    /// <summary>tokenizer.json of the same tokenizer.</summary>
    /// <param name="added">The list <c>added_tokens</c>.</param>
    /// <param name="sections">Further sections, with a comma at the end.</param>
    /// <param name="model">Further members of the model, with a comma at the end.</param>
    /// <param name="vocabulary">The tokens.</param>
    /// <param name="merges">The merges.</param>
    public BpeFolder WriteTokenizer(string added = "[]", string sections = "", string model = "", string vocabulary = Vocabulary, string merges = """["a b", "a b</w>"]""")
        => Write("tokenizer.json", $$"""{"added_tokens": {{added}}, {{sections}} "model": { {{model}} "vocab": {{vocabulary}}, "merges": {{merges}} } }""");

    public BpeVocabulary Load(ModelFileReader? files = null) => BpeVocabulary.Load(Path, files);

    public ITextTokenizer LoadFor(ClipTextConfig text, bool readsVocabularyAlone = false)
        => TextTokenizers.Load(new ClipConfig { Text = text }, Path, new ModelFileReader(), readsVocabularyAlone);

    public int[] Encode(string text) => new ClipTokenizer(Load()).Encode(text);

    public void Dispose() => _folder.Dispose();
}
