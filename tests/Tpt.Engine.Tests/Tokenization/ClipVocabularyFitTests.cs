using Tpt.Engine.Configuration;
using Tpt.Engine.Files;
using Tpt.Engine.Tokenization;

namespace Tpt.Engine.Tests.Tokenization;

/// <summary>A CLIP tokenizer of eight tokens, or nine with an added one, and the text tower that it should belong to.</summary>
public sealed class ClipVocabularyFitTests : IDisposable
{
    private readonly BpeFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(8)]
    [InlineData(16)]    // rounded up to a multiple of 16
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(256)]
    public void Load_VocabularyOfTheTower_IsRead(int rows) => _folder.LoadFor(new ClipTextConfig { VocabSize = rows }).Encode("ab").Should().Equal(5);

    [Theory]
    [InlineData(7, "the tokenizer has 8 tokens, but the text tower has a vocabulary of 7")]
    [InlineData(9, "the tokenizer has 8 tokens, but the text tower has a vocabulary of 9. The tokenizer was cut, is another model's, or lacks a file such as added_tokens.json")]
    [InlineData(24, "the tokenizer has 8 tokens, but the text tower has a vocabulary of 24")]
    [InlineData(49408, "the tokenizer has 8 tokens, but the text tower has a vocabulary of 49408. The tokenizer was cut")]
    public void Load_VocabularyOfAnotherSize_SaysSo(int rows, string message) => Loading(new ClipTextConfig { VocabSize = rows }).Should().Throw<InvalidDataException>().WithMessage($"'*vocab.json': {message}*");

    /// <summary>The size of CLIP's own vocabulary is a multiple of all that embeddings are rounded up to: a larger table means that a token is missing.</summary>
    [Theory]
    [InlineData(49409)]
    [InlineData(49416)]
    [InlineData(49472)]
    [InlineData(49664)]
    public void Require_ClipsOwnVocabularyAndALargerTable_SaysThatTokensAreMissing(int rows)
    {
        var tokens = Enumerable.Range(0, 49406).Select(id => FormattableString.Invariant($"t{id}")).Append("<|startoftext|>").Append("<|endoftext|>").Select((token, id) => (token, id)).ToDictionary(pair => pair.token, pair => pair.id);
        var vocabulary = new BpeVocabulary(tokens, []) { Source = "vocab.json" };

        FluentActions.Invoking(() => ClipVocabularyFit.Require(vocabulary, new ClipTextConfig { VocabSize = rows })).Should().Throw<InvalidDataException>().WithMessage("*lacks a file such as added_tokens.json*");
        ClipVocabularyFit.Require(vocabulary, new ClipTextConfig());
    }

    [Fact]
    public void Load_VocabularyCutWithItsMerges_SaysWhichIdIsMissing()
    {
        _folder.Write("vocab.json", """{"a": 0, "b": 1, "a</w>": 2, "b</w>": 3, "<|startoftext|>": 6, "<|endoftext|>": 7}""").Write("merges.txt", "");

        Loading(new ClipTextConfig { VocabSize = 8 }).Should().Throw<InvalidDataException>().WithMessage("'*vocab.json': the tokenizer has 6 tokens, but ids up to 7: none has the id 4. The vocabulary was cut*");
    }

    [Fact]
    public void Load_AddedTokenBeyondTheTower_SaysSo()
    {
        _folder.Write("added_tokens.json", """{"<my-cat>": 8}""");

        Loading(new ClipTextConfig { VocabSize = 8, EndOfTextId = 7 }).Should().Throw<InvalidDataException>().WithMessage("*the tokenizer has 9 tokens, but the text tower has a vocabulary of 8*");
    }

    [Fact]
    public void Load_TowerReadAtTheEndToken_TakesAddedTokensAboveIt()
        => _folder.Write("added_tokens.json", """{"<my-cat>": 8}""").LoadFor(new ClipTextConfig { VocabSize = 9, EndOfTextId = 7 }).Encode("ab<my-cat>").Should().Equal(5, 8);

    [Theory]
    [InlineData(true, "an eos_token_id of 2 means that the text tower is read at the largest id of a text")]
    [InlineData(false, "without an eos_token_id, the text tower is read at the largest id of a text")]
    public void Load_TowerReadAtTheLargestId_TakesNoTokenAboveTheEnd(bool readsLargestId, string message)
    {
        _folder.Write("added_tokens.json", """{"<my-cat>": 8}""");

        Loading(new ClipTextConfig { VocabSize = 9, ReadsLargestId = readsLargestId }).Should().Throw<InvalidDataException>()
            .WithMessage($"*{message}, but the tokenizer has tokens above the end of the text, 7: <my-cat>. *set eos_token_id in the text_config of config.json to 7*");
    }

    [Fact]
    public void Load_TowerReadAtTheLargestIdWhichIsTheEnd_IsRead() => _folder.LoadFor(new ClipTextConfig { VocabSize = 8, ReadsLargestId = true }).EndOfText.Should().Be(7);

    [Fact]
    public void Load_TowerReadAtAnotherToken_SaysBothIds()
        => Loading(new ClipTextConfig { VocabSize = 8, EndOfTextId = 5 }).Should().Throw<InvalidDataException>().WithMessage("*the id of '<|endoftext|>' is 7, but the configuration's eos_token_id is 5*");

    [Theory]
    [InlineData("spiece.model")]
    [InlineData("sentencepiece.bpe.model")]
    [InlineData("tokenizer.model")]
    public void Load_SentencePieceFile_SaysThatAClipHasNone(string name)
    {
        _folder.Delete("vocab.json").Delete("merges.txt").Write(name, "x");

        Loading(new ClipTextConfig()).Should().Throw<InvalidDataException>().WithMessage($"*has the SentencePiece tokenizer {name}, but the model is a CLIP*");
    }

    [Fact]
    public void Load_NoTokenizer_SaysWhichFilesThereShouldBe()
    {
        _folder.Delete("vocab.json").Delete("merges.txt");

        Loading(new ClipTextConfig()).Should().Throw<FileNotFoundException>().WithMessage("*neither vocab.json with merges.txt nor tokenizer.json is there*");
    }

    private Action Loading(ClipTextConfig text) => () => TextTokenizers.Load(new ClipConfig { Text = text }, _folder.Path, new ModelFileReader());
}
