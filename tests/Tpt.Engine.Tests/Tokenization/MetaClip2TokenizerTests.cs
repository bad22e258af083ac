using Tpt.Engine.Configuration;
using Tpt.Engine.Files;
using Tpt.Engine.Tests.Checkpoints;
using Tpt.Engine.Tests.Tokenization.SentencePiece;
using Tpt.Engine.Tokenization;
using static Tpt.Engine.Tests.Tokenization.SentencePiece.SentencePieceBuilder;

namespace Tpt.Engine.Tests.Tokenization;

/// <summary>XLM-V's tokenizer in small: its special tokens and their ids are those of transformers' XLMRobertaTokenizer.</summary>
public sealed class MetaClip2TokenizerTests : IDisposable
{
    private const string Added = """
        [{"id": 0, "content": "<s>", "special": true}, {"id": 1, "content": "<pad>", "special": true}, {"id": 2, "content": "</s>", "special": true},
         {"id": 3, "content": "<unk>", "special": true}, {"id": 10, "content": "<mask>", "lstrip": true, "special": true}]
        """;

    private static readonly string _normalizer = $$"""{"type": "Sequence", "normalizers": [{"type": "Precompiled", "precompiled_charsmap": "{{Convert.ToBase64String(Characters(("！", "!"), ("\u3000", " "), ("é", "é")))}}"}, {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}]}""";

    private readonly TemporaryFolder _folder = new();

    /// <summary>In the order of tokenizer.json.</summary>
    private static (string Text, double Score)[] Pieces { get; } =
        [("<s>", 0), ("<pad>", 0), ("</s>", 0), ("<unk>", 0), ("▁", -3), ("▁cat", -5), ("!", -4), ("é", -6), ("▁caf", -7), ("▁A", -4), ("<mask>", 0)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("cat", 5)]
    [InlineData("  A   cat! ", 9, 5, 6)]
    [InlineData("café！", 8, 7, 6)]
    [InlineData("A\u3000cat", 9, 5)]
    [InlineData("a cat", 4, 3, 5)]          // no lower case: "a" has no piece
    [InlineData("cat <mask> cat", 5, 10, 5)]
    [InlineData("cat</s>", 5, 2)]
    [InlineData("", new int[0])]
    [InlineData("   ", new int[0])]
    public void Encode_Text_GivesTheIdsOfTheListFromEitherFile(string text, params int[] expected)
    {
        WriteJson();
        Load().Encode(text).Should().Equal(expected);

        File.Delete(_folder.File("tokenizer.json"));
        WriteModel();
        Load().Encode(text).Should().Equal(expected);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Load_EitherFile_HasFairseqsSpecialTokens(bool isJson)
    {
        if (isJson)
        {
            WriteJson();
        }
        else
        {
            WriteModel();
        }

        var tokenizer = Load();

        (tokenizer.StartOfText, tokenizer.EndOfText, tokenizer.Padding).Should().Be((0, 2, 1));
    }

    /// <summary>Files of 2022 split at white space first, and have no prepend_scheme.</summary>
    [Theory]
    [InlineData("""{"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, {"type": "Metaspace", "replacement": "▁", "add_prefix_space": true}]}""")]
    [InlineData("""{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": false}""")]
    public void Load_OtherWaysToSayTheSame_GiveTheSame(string split)
    {
        WriteJson(split: split);

        Load().Encode("A  cat!").Should().Equal(9, 5, 6);
    }

    [Fact]
    public void Encode_BehindAnAddedToken_HasABlankWhereTheFileSaysSo()
    {
        WriteJson();
        Load().Encode("cat<mask>cat").Should().Equal(5, 10, 5);

        WriteJson(split: """{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first"}""");
        Load().Encode("cat<mask>!").Should().Equal(5, 10, 6);
    }

    [Theory]
    [InlineData(10, "the tokenizer has 11 tokens, but the text tower of this MetaCLIP 2 has a vocabulary of 10")]
    [InlineData(12, "the tokenizer has 11 tokens, but the text tower of this MetaCLIP 2 has a vocabulary of 12")]
    [InlineData(901629, "the tokenizer has 11 tokens, but the text tower of this MetaCLIP 2 has a vocabulary of 901629")]
    public void Load_VocabularyOfAnotherSize_SaysSo(int rows, string message)
    {
        WriteJson();
        Loading(rows).Should().Throw<InvalidDataException>().WithMessage($"'*tokenizer.json': {message}*");

        File.Delete(_folder.File("tokenizer.json"));
        WriteModel();
        Loading(rows).Should().Throw<InvalidDataException>().WithMessage($"'*sentencepiece.bpe.model': {message}*");
    }

    [Theory]
    [InlineData(""" "byte_fallback": true, """, Added, "byte_fallback is true, but not each of the 256 bytes has a piece")]
    [InlineData("", """[{"id": 3, "content": "<s>"}]""", "the added token '<s>' has the id 3, which is that of the piece '<unk>'")]
    [InlineData("", """[{"id": 0, "content": "<s>", "single_word": true}]""", "the added token '<s>' is a single_word")]
    [InlineData("", """[{"id": 11, "content": "<x>"}]""", "the tokenizer has 12 tokens, but the text tower of this MetaCLIP 2 has a vocabulary of 11")]
    public void Load_ListThatCannotBe_SaysSo(string model, string added, string message)
    {
        WriteJson(added: added, model: model);

        Loading(11).Should().Throw<InvalidDataException>().WithMessage($"'*tokenizer.json'*{message}*");
    }

    [Theory]
    [InlineData("null", "null", "no step of type 'Metaspace'")]
    [InlineData("null", """{"type": "Metaspace", "replacement": "_"}""", "its pre_tokenizer has the step")]
    [InlineData("null", """{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "never"}""", "its pre_tokenizer has the step")]
    [InlineData("null", """{"type": "ByteLevel"}""", "its pre_tokenizer has the step")]
    [InlineData("""{"type": "Lowercase"}""", null, "its normalizer has the step {\"type\": \"Lowercase\"}")]
    [InlineData("""{"type": "Replace", "pattern": {"String": "a"}, "content": "b"}""", null, "its normalizer has the step")]
    [InlineData("""{"type": "Precompiled", "precompiled_charsmap": "%"}""", null, "its precompiled_charsmap is not in base64")]
    [InlineData("""{"type": "Precompiled", "precompiled_charsmap": "AAAA"}""", null, "precompiled_charsmap is damaged")]
    public void Load_PipelineOfAnotherTokenizer_SaysWhatIsOther(string normalizer, string? split, string message)
    {
        WriteJson(normalizer: normalizer, split: split);

        Loading(11).Should().Throw<InvalidDataException>().WithMessage($"'*tokenizer.json': *{message}*");
    }

    /// <summary>The models whose text tower was trained with mT5's tokenizer, for one.</summary>
    [Fact]
    public void Load_OtherSpecialTokens_NamesTheModel()
    {
        WriteJson(pieces: [("<pad>", 0), ("</s>", 0), ("<unk>", 0), .. Pieces[3..]], added: "[]");

        Loading(11).Should().Throw<InvalidDataException>().WithMessage("*the first tokens must be <s>, <pad>, </s>, <unk>. MetaCLIP 2 reads texts with XLM-V's*metaclip-2-mt5*");
    }

    [Fact]
    public void Load_TokenizerOfAClip_NamesTheModel()
    {
        File.WriteAllText(_folder.File("vocab.json"), BpeFolder.Vocabulary);
        File.WriteAllText(_folder.File("merges.txt"), BpeFolder.Merges);
        Loading(8).Should().Throw<InvalidDataException>().WithMessage("*has the byte-level BPE of a CLIP, whose ids mean other words. MetaCLIP 2*facebook/xlm-v-base*");

        File.WriteAllText(_folder.File("tokenizer.json"), $$"""{"model": {"type": "BPE", "vocab": {{BpeFolder.Vocabulary}}, "merges": []} }""");
        Loading(8).Should().Throw<InvalidDataException>().WithMessage("'*tokenizer.json' holds a tokenizer of type BPE. MetaCLIP 2*");
    }

    [Fact]
    public void Load_NoTokenizer_NamesTheModel() => Loading(8).Should().Throw<FileNotFoundException>().WithMessage("*neither tokenizer.json nor sentencepiece.bpe.model is there. MetaCLIP 2*");

    [Fact]
    public void Load_ModelWithOtherFirstPieces_NamesTheModel()
    {
        File.WriteAllBytes(_folder.File("sentencepiece.bpe.model"), Model([("<pad>", 0, Control), ("</s>", 0, Control), ("<unk>", 0, Unknown), ("a", -1, Normal)]));

        Loading(6).Should().Throw<InvalidDataException>().WithMessage("'*sentencepiece.bpe.model': it is no Unigram model that begins with <unk>, <s> and </s>. MetaCLIP 2*");
    }

    [Fact]
    public void Load_ConfigurationWithAnotherEnd_SaysBothIds()
    {
        WriteJson();

        FluentActions.Invoking(() => Load(11, end: 49407)).Should().Throw<InvalidDataException>().WithMessage("*MetaCLIP 2's end token has the id 2, but the configuration's eos_token_id is 49407*");
        Load(11, end: 2).EndOfText.Should().Be(2);
    }

    [Fact]
    public void Load_SettingsInLowerCase_AreRefused()
    {
        WriteJson();
        File.WriteAllText(_folder.File("tokenizer_config.json"), """{"do_lower_case": true}""");

        Loading(11).Should().Throw<InvalidDataException>().WithMessage("'*tokenizer_config.json': do_lower_case is true*");
    }

    private void WriteJson(string? added = null, string? normalizer = null, string? split = null, string model = "", (string, double)[]? pieces = null)
        => File.WriteAllText(_folder.File("tokenizer.json"), split is null
            ? Json(pieces ?? Pieces, 3, added ?? Added, normalizer ?? _normalizer, model: model)
            : Json(pieces ?? Pieces, 3, added ?? Added, normalizer ?? _normalizer, split, model));

    private void WriteModel()
        => File.WriteAllBytes(_folder.File("sentencepiece.bpe.model"), Model(
            [("<unk>", 0, Unknown), ("<s>", 0, Control), ("</s>", 0, Control), .. Pieces[4..^1].Select(piece => (piece.Text, (float)piece.Score, Normal))],
            [(3, 1), (40, 0), (41, 1), (42, 2)],
            [(2, Characters(("！", "!"), ("\u3000", " "), ("é", "é")))]));

    private ITextTokenizer Load(int rows = 11, int? end = null)
        => TextTokenizers.Load(new ClipConfig { Family = ModelFamily.MetaClip2, Text = new ClipTextConfig { VocabSize = rows, EndOfTextId = end } }, _folder.Path, new ModelFileReader());

    private Action Loading(int rows) => () => Load(rows);
}
