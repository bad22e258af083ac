using Tpt.Engine.Tests.Checkpoints;
using Tpt.Engine.Tokenization;

namespace Tpt.Engine.Tests.Tokenization;

public sealed class BpeVocabularyTests : IDisposable
{
    private const string Vocabulary = """{"a": 0, "b": 1, "a</w>": 2, "b</w>": 3, "ab": 4, "ab</w>": 5, "<|startoftext|>": 6, "<|endoftext|>": 7}""";
    private const string Merges = "#version: 0.2\na b\na b</w>\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_FilesThatBelongTogether_GivesTokensAndMerges()
    {
        var vocabulary = LoadPair(Vocabulary, Merges);

        vocabulary.Size.Should().Be(8);
        vocabulary.Merges.Should().Equal("a b", "a b</w>");
        new ClipTokenizer(vocabulary).Encode("ab abb").Should().Equal(5, 4, 3);
    }

    [Theory]
    [InlineData("ab c")]
    [InlineData("abz")]
    [InlineData("<|endoftext|> c")]
    public void Encode_CharacterWithoutToken_SaysSo(string text)
        => new ClipTokenizer(LoadPair(Vocabulary, Merges)).Invoking(tokenizer => tokenizer.Encode(text))
            .Should().Throw<InvalidDataException>().WithMessage($"'*vocab.json': the vocabulary has no token for a character of '{text}'*");

    [Fact]
    public void Encode_EndOfTextInTheText_IsThatToken() => new ClipTokenizer(LoadPair(Vocabulary, Merges)).Encode("ab <|endoftext|>").Should().Equal(5, 7);

    [Fact]
    public void Load_TokensInAngleBrackets_NeedNoMerge()
        => LoadPair(Vocabulary.Replace("}", ", \"<my-cat>\": 8}", StringComparison.Ordinal), Merges).Size.Should().Be(9);

    [Theory]
    [InlineData("#version: 0.2\na b\n", "it has 1 merges, but '*vocab.json' has 2 tokens that are made by merges: none makes ab</w>. The file was cut*")]
    [InlineData("", "it has 0 merges, but '*vocab.json' has 2 tokens that are made by merges: none makes ab, ab</w>. The file was cut*")]
    [InlineData("a b\na b</w", "merge 2 is 'a b</w'; it must be two tokens*")]
    [InlineData("a b\nab\n", "merge 2 is 'ab'; it must be two tokens*")]
    [InlineData("a b\n \n", "merge 2 is ' '; it must be two tokens*")]
    [InlineData("a b\na b</w> x\n", "merge 2 is 'a b</w> x'; it must be two tokens*")]
    [InlineData("a b\na zzz\n", "merge 2 is 'a zzz'; it must be two tokens of '*vocab.json' that make a third one*")]
    [InlineData("a b\nb a\n", "merge 2 is 'b a'; it must be two tokens*")]
    [InlineData("a b\na b</w>\na b\n", "merge 3, 'a b', is merge 1 again*")]
    public void Load_MergesThatAreNotTheVocabularys_SaysWhich(string merges, string message)
        => Loading(Vocabulary, merges).Should().Throw<InvalidDataException>().WithMessage($"'*merges.txt' does not hold a BPE vocabulary: {message}");

    [Fact]
    public void Load_MergesThatAreNoUtf8_SaysSo()
    {
        File.WriteAllText(_folder.File("vocab.json"), Vocabulary);
        File.WriteAllBytes(_folder.File("merges.txt"), [(byte)'a', 0xFF]);

        FluentActions.Invoking(() => BpeVocabulary.Load(_folder.Path)).Should().Throw<InvalidDataException>().WithMessage("'*merges.txt'*not in UTF-8*");
    }

    [Theory]
    [InlineData("""{"a": 0, "a": 1}""", "is no JSON*")]
    [InlineData("""{"a": 0, "b": 0}""", "tokens 'a' and 'b' both have the id 0*")]
    [InlineData("""{"a": -5}""", "the id of token 'a' is -5; it must be a whole number from 0 to 2147483646*")]
    [InlineData("""{"a": 2147483647}""", "the id of token 'a' is 2147483647*")]
    [InlineData("""{"a": 1e20}""", "the id of token 'a' is 1e20*")]
    [InlineData("""{"a": 1.5}""", "the id of token 'a' is 1.5*")]
    [InlineData("""{"a": "0"}""", "the id of token 'a' is \"0\"*")]
    [InlineData("""{"a": null}""", "the id of token 'a' is null*")]
    [InlineData("""{"": 0}""", "a token is empty*")]
    [InlineData("""[1]""", "must hold a JSON object; it holds [1]*")]
    [InlineData("""{}""", "it has no token '<|startoftext|>'*")]
    [InlineData("""{"a": 0, "<|startoftext|>": 1}""", "it has no token '<|endoftext|>'*")]
    [InlineData("""{"<|startoftext|>": 0, "<|endoftext|>": 1}""", "it has no token but those of start and end*")]
    public void Load_VocabularyThatCannotBe_NamesTheToken(string vocabulary, string message)
        => Loading(vocabulary, "").Should().Throw<InvalidDataException>().WithMessage($"'*vocab.json'*{message}");

    [Theory]
    [InlineData("""["a b", "a b</w>"]""", "[]")]
    [InlineData("""[["a", "b"], ["a", "b</w>"]]""", """[{"id": 6, "content": "<|startoftext|>"}, {"id": 8, "content": "<my-cat>"}]""")]
    public void Load_TokenizerFile_EqualsThePair(string merges, string added)
    {
        var pair = LoadPair(Vocabulary, Merges);
        File.Delete(_folder.File("vocab.json"));
        WriteTokenizer(merges, added);

        var vocabulary = BpeVocabulary.Load(_folder.Path);

        vocabulary.Tokens.Where(token => token.Value < 8).Should().BeEquivalentTo(pair.Tokens);
        vocabulary.Merges.Should().Equal(pair.Merges);
    }

    [Theory]
    [InlineData("""["a b", "ab"]""", "[]", "merge 2 is 'ab'*")]
    [InlineData("""["a b", ["a"]]""", "[]", "merge 2 is 'a'*")]
    [InlineData("""["a b", []]""", "[]", "merge 2 is ''*")]
    [InlineData("""["a b", ["a", null]]""", "[]", "merge 2 is [\"a\", null]; it must be two tokens*")]
    [InlineData("""["a b", null]""", "[]", "merge 2 is null; it must be two tokens*")]
    [InlineData("""["a b"]""", "[]", "it has 1 merges, but*")]
    [InlineData("3", "[]", "it has no model with a vocab and merges*")]
    [InlineData("""["a b", "a b</w>"]""", """[{"id": 8, "content": null}]""", "an added token is {\"id\": 8, \"content\": null}; it must have a content and an id*")]
    [InlineData("""["a b", "a b</w>"]""", """[3]""", "an added token is 3*")]
    [InlineData("""["a b", "a b</w>"]""", """[{"id": 8, "content": "a"}]""", "token 'a' has the ids 0 and 8*")]
    [InlineData("""["a b", "a b</w>"]""", """[{"id": 0, "content": "cat"}]""", "tokens 'a' and 'cat' both have the id 0*")]
    [InlineData("""["a b", "a b</w>"]""", """[{"id": 2147483647, "content": "cat"}]""", "the id of token 'cat' is 2147483647*")]
    public void Load_TokenizerFileThatCannotBe_SaysWhere(string merges, string added, string message)
    {
        WriteTokenizer(merges, added);

        FluentActions.Invoking(() => BpeVocabulary.Load(_folder.Path)).Should().Throw<InvalidDataException>().WithMessage($"'*tokenizer.json'*: {message}");
    }

    private void WriteTokenizer(string merges, string added)
        => File.WriteAllText(_folder.File("tokenizer.json"), $$"""{"added_tokens": {{added}}, "model": {"vocab": {{Vocabulary}}, "merges": {{merges}} } }""");

    private BpeVocabulary LoadPair(string vocabulary, string merges)
    {
        File.WriteAllText(_folder.File("vocab.json"), vocabulary);
        File.WriteAllText(_folder.File("merges.txt"), merges);
        return BpeVocabulary.Load(_folder.Path);
    }

    private Action Loading(string vocabulary, string merges) => () => LoadPair(vocabulary, merges);
}
