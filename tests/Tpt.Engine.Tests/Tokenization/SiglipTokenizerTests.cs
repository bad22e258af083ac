using Tpt.Engine.Configuration;
using Tpt.Engine.Files;
using Tpt.Engine.Tests.Checkpoints;
using Tpt.Engine.Tokenization;
using static Tpt.Engine.Tests.Tokenization.SentencePiece.SentencePieceBuilder;

namespace Tpt.Engine.Tests.Tokenization;

/// <summary>SigLIP's tokenizer in small: special tokens as those of google/siglip-base-patch16-224, T5's.</summary>
public sealed class SiglipTokenizerTests : IDisposable
{
    private static readonly (string Text, float Score, int Type)[] _pieces =
        [("<pad>", 0, Control), ("</s>", 0, Control), ("<unk>", 0, Unknown), ("▁", -3, Normal), ("▁a", -4, Normal), ("▁cat", -5, Normal), ("s", -4, Normal), ("▁hot", -6, Normal), ("▁dog", -6, Normal)];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a cat", 4, 5)]
    [InlineData("A CAT's", 4, 5, 6)]                // lower case, no punctuation
    [InlineData("\"a\" - (cat).", 4, 5)]
    [InlineData(" a \t\n cat ", 4, 5)]
    [InlineData("hot_dog", 7, 8)]                   // an underscore is a blank
    [InlineData("hot▁dog", 7, 8)]
    [InlineData("a cat!</s>", 4, 5, 1)]
    [InlineData("a </s> s", 4, 1, 6)]               // behind a special token nothing is put in front
    [InlineData("hot<unk>s", 7, 2, 6)]
    [InlineData("x", 3, 2)]
    [InlineData("...", new int[0])]
    public void Encode_Text_IsCanonicalized(string text, params int[] expected)
    {
        WriteModel("spiece.model");

        Load().Encode(text).Should().Equal(expected);
    }

    [Theory]
    [InlineData("spiece.model")]
    [InlineData("tokenizer.model")]
    public void Load_ModelFile_HasNoStartAndIsPaddedWithTheEnd(string name)
    {
        WriteModel(name);

        var tokenizer = Load();

        (tokenizer.StartOfText, tokenizer.EndOfText, tokenizer.Padding).Should().Be((null, 1, 1));
    }

    [Fact]
    public void Load_SpecialTokensMap_SaysWhatPads()
    {
        WriteModel("spiece.model");
        File.WriteAllText(_folder.File("special_tokens_map.json"), """{"eos_token": "</s>", "pad_token": {"content": "<pad>"}, "unk_token": "<unk>"}""");

        Load().Padding.Should().Be(0);
    }

    [Fact]
    public void Load_TokenizerFileAlone_GivesTheSame()
    {
        const string Special = """[{"id": 0, "content": "<pad>", "special": true}, {"id": 1, "content": "</s>", "special": true}, {"id": 2, "content": "<unk>", "special": true}]""";
        File.WriteAllText(_folder.File("tokenizer.json"), Json(_pieces.Select(piece => (piece.Text, (double)piece.Score)), 2, Special, """{"type": "Sequence", "normalizers": [{"type": "Lowercase"}, {"type": "Strip"}]}"""));

        var tokenizer = Load();

        tokenizer.Encode("A CAT's.").Should().Equal(4, 5, 6);
        (tokenizer.StartOfText, tokenizer.EndOfText, tokenizer.Padding).Should().Be((null, 1, 1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Encode_MultilingualModel_WritesUnknownCharactersByTheirBytes(bool isModel)
    {
        (string Text, float Score, int Type)[] pieces = [.. _pieces, .. Enumerable.Range(0, 256).Select(value => ($"<0x{value:X2}>", 0f, ByteOfText))];
        if (isModel)
        {
            File.WriteAllBytes(_folder.File("spiece.model"), Model(pieces, [(3, 1), (35, 1), (40, 2)]));
        }
        else
        {
            File.WriteAllText(_folder.File("tokenizer.json"), Json(pieces.Select(piece => (piece.Text, (double)piece.Score)), 2, """[{"id": 0, "content": "<pad>"}, {"id": 1, "content": "</s>"}]""", model: """ "byte_fallback": true, """));
        }

        Load(pieces.Length).Encode("A 漢").Should().Equal(4, 3, _pieces.Length + 0xE6, _pieces.Length + 0xBC, _pieces.Length + 0xA2);
    }

    /// <summary>mT5's model, which the multilingual SigLIP has, has 100 sentinels behind its 250,000 pieces, and the text tower has no rows for them.</summary>
    [Fact]
    public void Load_SentinelsBeyondTheTower_AreLeftOut()
    {
        WriteModel("spiece.model", [.. _pieces, ("▁<extra_id_1>", 0, UserDefined), ("▁<extra_id_0>", 0, UserDefined)]);

        Load().Encode("a <extra_id_0>cat").Should().NotContain(id => id >= _pieces.Length);
    }

    [Theory]
    [InlineData("▁more")]
    [InlineData("<extra_id_x>")]
    public void Load_OtherPiecesBeyondTheTower_AreRefused(string piece)
    {
        WriteModel("spiece.model", [.. _pieces, (piece, -1, Normal)]);

        Loading.Should().Throw<InvalidDataException>().WithMessage("'*spiece.model': the tokenizer has 10 tokens, but the text tower of this SigLIP has a vocabulary of 9*");
    }

    [Fact]
    public void Load_PiecesMissing_SaysSo()
    {
        WriteModel("spiece.model", _pieces[..^1]);

        Loading.Should().Throw<InvalidDataException>().WithMessage("'*spiece.model': the tokenizer has 8 tokens, but the text tower of this SigLIP has a vocabulary of 9*");
    }

    [Theory]
    [InlineData("</eos>", "<pad>", "</eos>")]
    [InlineData("</s>", "<p>", "<p>")]
    public void Load_SpecialTokenThatIsNoPiece_SaysWhich(string end, string padding, string missing)
    {
        WriteModel("spiece.model");
        File.WriteAllText(_folder.File("special_tokens_map.json"), $$"""{"eos_token": "{{end}}", "pad_token": "{{padding}}"}""");

        Loading.Should().Throw<InvalidDataException>().WithMessage($"'*spiece.model' has no token '{missing}'*");
    }

    [Fact]
    public void Load_TokenizerOfAClip_NamesTheModel()
    {
        File.WriteAllText(_folder.File("vocab.json"), BpeFolder.Vocabulary);
        Loading.Should().Throw<InvalidDataException>().WithMessage("*has the byte-level BPE of a CLIP, whose ids mean other words. SigLIP reads texts with a SentencePiece tokenizer*");

        File.WriteAllText(_folder.File("tokenizer.json"), $$"""{"model": {"type": "BPE", "vocab": {{BpeFolder.Vocabulary}}, "merges": []} }""");
        Loading.Should().Throw<InvalidDataException>().WithMessage("'*tokenizer.json' holds a tokenizer of type BPE that no SigLIP has*");
    }

    [Fact]
    public void Load_NoTokenizer_NamesTheModel() => Loading.Should().Throw<FileNotFoundException>().WithMessage("*neither spiece.model nor tokenizer.json is there. SigLIP*");

    [Fact]
    public void Load_ModelFileOfGemma_SaysWhichFileItIsReadFrom()
    {
        File.WriteAllBytes(_folder.File("tokenizer.model"), Model(_pieces, [(3, 2), (35, 1)], [(3, 0), (4, 0)]));

        Loading.Should().Throw<InvalidDataException>().WithMessage("'*tokenizer.model' holds no Unigram model. SigLIP 2's Gemma tokenizer is a BPE, which this library reads from tokenizer.json*");
    }

    [Fact]
    public void Load_SettingsThatKeepCase_AreRefused()
    {
        WriteModel("spiece.model");
        File.WriteAllText(_folder.File("tokenizer_config.json"), """{"do_lower_case": false}""");

        Loading.Should().Throw<InvalidDataException>().WithMessage("'*tokenizer_config.json': do_lower_case is false, but SigLIP*");
    }

    [Fact]
    public void Load_LfsPointer_SaysWhatItIs()
    {
        File.WriteAllText(_folder.File("spiece.model"), "version https://git-lfs.github.com/spec/v1\noid sha256:1234\nsize 798330\n");

        Loading.Should().Throw<InvalidDataException>().WithMessage("'*spiece.model' is a Git LFS pointer*");
    }

    private void WriteModel(string name, (string, float, int)[]? pieces = null) => File.WriteAllBytes(_folder.File(name), Model(pieces ?? _pieces, [(3, 1), (40, 2)]));

    private ITextTokenizer Load(int? rows = null)
        => TextTokenizers.Load(new ClipConfig { Family = ModelFamily.Siglip, Text = new ClipTextConfig { VocabSize = rows ?? _pieces.Length } }, _folder.Path, new ModelFileReader());

    private Action Loading => () => Load();
}
