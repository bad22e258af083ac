using Tpt.Engine.Configuration;
using Tpt.Engine.Files;

namespace Tpt.Engine.Tests.Tokenization;

/// <summary>Tokens that were added to a CLIP tokenizer, in each file that may say so.</summary>
public sealed class AddedTokenFilesTests : IDisposable
{
    private const string Decoder = """{"added_tokens_decoder": {"8": {"content": "<my-cat>", "normalized": true}}}""";
    private const string List = """[{"id": 8, "content": "<my-cat>"}, {"id": 6, "content": "<|startoftext|>", "special": true}]""";

    private readonly BpeFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("added_tokens.json", """{"<my-cat>": 8}""")]
    [InlineData("tokenizer_config.json", Decoder)]
    public void Encode_TokenOfAFileBesideTheVocabulary_IsOneToken(string name, string text)
    {
        _folder.Write(name, text);

        _folder.Encode("ab <my-cat>ab <MY-CAT>, <my-cat>".Replace(",", "", StringComparison.Ordinal)).Should().Equal(5, 8, 5, 8, 8);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 2)]
    public void Encode_WordThatIsThePaddingToken_IsThatTokenWhereTheModelReadsMoreThanTheVocabulary(bool readsVocabularyAlone, int expected)
    {
        _folder.Write("special_tokens_map.json", """{"pad_token": "a"}""");
        var tokenizer = _folder.LoadFor(new ClipTextConfig { VocabSize = 8 }, readsVocabularyAlone);

        tokenizer.Encode("a").Should().Equal(expected);
    }

    [Fact]
    public void Encode_AddedTokenBehindTheEnd_IsOneTokenWhereTheModelReadsTheVocabularyAlone()
        => _folder.Write("added_tokens.json", """{"<my-cat>": 8}""").LoadFor(new ClipTextConfig { VocabSize = 9, EndOfTextId = 7 }, readsVocabularyAlone: true)
            .Encode("ab<my-cat>").Should().Equal(5, 8);

    [Fact]
    public void Encode_TokenOfTheTokenizerFileBesideTheVocabulary_IsOneToken()
        => _folder.WriteTokenizer(List).Encode("ab<my-cat>").Should().Equal(5, 8);

    [Fact]
    public void Encode_TokenOfTheTokenizerFileAlone_IsOneToken()
        => _folder.WriteTokenizer(List).Delete("vocab.json").Delete("merges.txt").Encode("ab<my-cat>").Should().Equal(5, 8);

    [Fact]
    public void Encode_TokenOfAllFiles_IsOneToken()
        => _folder.Write("added_tokens.json", """{"<my-cat>": 8}""").Write("tokenizer_config.json", Decoder).WriteTokenizer(List).Encode("<my-cat>ab").Should().Equal(8, 5);

    [Theory]
    [InlineData("<My-Cat> ab", 8, 5)]
    [InlineData("<my-cat>", 8)]
    public void Encode_NormalizedToken_IsFoundInEitherCase(string text, params int[] expected)
        => _folder.Write("added_tokens.json", """{"<My-Cat>": 8}""").Encode(text).Should().Equal(expected);

    /// <summary>Hugging Face's tokenizers find a token that is not normalised in the text as it was given, before it is put into lower case.</summary>
    [Fact]
    public void Encode_TokenThatIsNotNormalized_IsFoundAsItIsWritten()
    {
        _folder.Write("tokenizer_config.json", """{"added_tokens_decoder": {"8": {"content": "AB", "special": true}}}""");

        _folder.Encode("AB ab aAB").Should().Equal(8, 5, 2, 8);
    }

    [Fact]
    public void Encode_SpecialTokenOfAddedTokensFile_IsFoundAsItIsWritten()
        => _folder.Write("added_tokens.json", """{"AB": 8}""").Write("special_tokens_map.json", """{"additional_special_tokens": ["AB"]}""").Encode("AB ab").Should().Equal(8, 5);

    /// <summary>Some models are padded with "!", which makes a special token of it: its id is then that of the character inside a word.</summary>
    [Theory]
    [InlineData("special_tokens_map.json", """{"pad_token": "a"}""")]
    [InlineData("tokenizer_config.json", """{"pad_token": {"content": "a", "__type": "AddedToken"}}""")]
    public void Encode_SpecialTokenThatIsAnOldOne_HasItsId(string name, string text) => _folder.Write(name, text).Encode("b a b").Should().Equal(3, 0, 3);

    [Fact]
    public void Encode_TokenWithBlanks_IsFoundWhateverTheBlanks()
        => _folder.Write("added_tokens.json", """{"a cat": 8}""").Encode("ab A   Cat\tab").Should().Equal(5, 8, 5);

    [Fact]
    public void Encode_TokensThatBeginAlike_TakesTheLongest()
        => _folder.Write("added_tokens.json", """{"<c>": 8, "<c><d>": 9}""").Encode("<c><d><c>").Should().Equal(9, 8);

    [Fact]
    public void Load_StartAndEndInAddedTokensAlone_EqualsTheVocabularyWithThem()
    {
        var expected = _folder.Load();
        _folder.Write("vocab.json", """{"a": 0, "b": 1, "a</w>": 2, "b</w>": 3, "ab": 4, "ab</w>": 5}""")
            .Write("added_tokens.json", """{"<|endoftext|>": 7, "<|startoftext|>": 6}""");

        var vocabulary = _folder.Load();

        vocabulary.Tokens.Should().BeEquivalentTo(expected.Tokens);
        vocabulary.Added.Should().BeEmpty();
        _folder.Encode("ab <|endoftext|>").Should().Equal(5, 7);
    }

    [Fact]
    public void Load_NothingAdded_DependsOnTheVocabularyAlone()
    {
        var files = new ModelFileReader();

        _folder.WriteTokenizer().Write("tokenizer_config.json", """{"tokenizer_class": "CLIPTokenizer"}""").Load(files);

        files.Files.Select(file => Path.GetFileName(file.Path)).Should().Equal("vocab.json", "merges.txt");
    }

    [Fact]
    public void Load_TokenAdded_DependsOnEveryFile()
    {
        var files = new ModelFileReader();

        _folder.WriteTokenizer().Write("tokenizer_config.json", "{}").Write("added_tokens.json", """{"<my-cat>": 8}""").Load(files);

        files.Files.Select(file => Path.GetFileName(file.Path)).Should().BeEquivalentTo("vocab.json", "merges.txt", "tokenizer.json", "tokenizer_config.json", "added_tokens.json");
    }

    [Theory]
    [InlineData("vocab.json", BpeFolder.Vocabulary)]
    [InlineData("merges.txt", BpeFolder.Merges)]
    [InlineData("added_tokens.json", """{"<my-cat>": 8}""")]
    [InlineData("tokenizer_config.json", Decoder)]
    [InlineData("special_tokens_map.json", "{}")]
    public void Load_FileWithAByteOrderMark_ReadsIt(string name, string text)
    {
        _folder.Write("added_tokens.json", """{"<my-cat>": 8}""").Write(name, "\uFEFF" + text);

        _folder.Encode("ab <my-cat>").Should().Equal(5, 8);
    }

    [Fact]
    public void Load_TokenizerFileWithAByteOrderMark_ReadsIt()
    {
        _folder.WriteTokenizer(List);
        _folder.Write("tokenizer.json", "\uFEFF" + File.ReadAllText(Path.Combine(_folder.Path, "tokenizer.json")));

        _folder.Encode("ab <my-cat>").Should().Equal(5, 8);
    }
}
