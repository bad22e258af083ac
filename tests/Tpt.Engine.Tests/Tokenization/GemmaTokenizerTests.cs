using System.Text.Json;
using Tpt.Engine.Configuration;
using Tpt.Engine.Files;
using Tpt.Engine.Tests.Checkpoints;
using Tpt.Engine.Tokenization;

namespace Tpt.Engine.Tests.Tokenization;

/// <summary>SigLIP 2's tokenizer in small: special tokens as Gemma's (pad 0, end 1, start 2, unknown 3), 256 bytes, pieces and their merges.</summary>
public sealed class GemmaTokenizerTests : IDisposable
{
    private const string Blank = """{"type": "Replace", "pattern": {"String": " "}, "content": "▁"}""";
    private const int FirstByte = 4, FirstPiece = FirstByte + 256;

    private static readonly string[] _special = ["<pad>", "<eos>", "<bos>", "<unk>"];
    private static readonly string[] _pieces = ["▁", "a", "c", "t", "s", "é", "\U0001F355", "\n", "at", "cat", "▁cat", "<b>", "ss"];
    private static readonly string[] _merges = ["a t", "c at", "▁ cat", "s s"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("cat", "cat")]
    [InlineData("a cat", "a|▁cat")]
    [InlineData("A CAT", "a|▁cat")]
    [InlineData(" cat", "▁cat")]                    // nothing is put in front, and no blank is taken away
    [InlineData("cat  cats", "cat|▁|▁cat|s")]
    [InlineData("at", "at")]
    [InlineData("catss", "cat|ss")]
    [InlineData("é\U0001F355cat", "é|\U0001F355|cat")]
    [InlineData("cat.", "cat|<0x2E>")]              // no token, so bytes
    [InlineData("a漢\U0001F354", "a|<0xE6>|<0xBC>|<0xA2>|<0xF0>|<0x9F>|<0x8D>|<0x94>")]
    [InlineData("c漢at", "c|<0xE6>|<0xBC>|<0xA2>|at")]
    [InlineData("cat<b>cat", "cat|<b>|cat")]
    [InlineData("<B>", "<0x3C>|<0x62>|<0x3E>")]     // added tokens are found before lower case
    [InlineData("cat\ncat", "cat|\n|cat")]
    [InlineData("cat<eos>", "cat|<eos>")]
    [InlineData("", "")]
    public void Encode_Text_GivesItsPiecesAndBytes(string text, string expected)
    {
        Write();

        string.Join('|', Load().Encode(text).Select(id => Tokens[id])).Should().Be(expected);
    }

    [Fact]
    public void Load_TokenizerFile_HasNoStart()
    {
        Write();

        var tokenizer = Load();

        (tokenizer.StartOfText, tokenizer.EndOfText, tokenizer.Padding).Should().Be((null, 1, 0));
    }

    [Fact]
    public void Load_NormalizerOfTransformers5_IsRead()
    {
        Write(normalizer: $$"""{"type": "Sequence", "normalizers": [{"type": "Lowercase"}, {{Blank}}]}""", split: """{"type": "Split", "pattern": {"String": " "}, "behavior": "MergedWithPrevious"}""");

        Load().Encode("A CAT").Should().Equal(FirstPiece + 1, FirstPiece + 10);
    }

    /// <summary>The text tower reads 64 tokens; a text of 20,000 characters is a mistake, and must not take minutes.</summary>
    [Fact]
    public void Encode_LongText_TakesLinearTime()
    {
        Write();

        Load().Encode(string.Concat(Enumerable.Repeat("cat ", 5_000))).Should().HaveCount(5_001);
    }

    [Theory]
    [InlineData(268)]
    [InlineData(256000)]
    public void Load_VocabularyOfAnotherSize_SaysSo(int rows)
    {
        Write();

        FluentActions.Invoking(() => Load(rows)).Should().Throw<InvalidDataException>().WithMessage($"'*tokenizer.json' does not hold SigLIP 2's Gemma tokenizer: the tokenizer has {Tokens.Length} tokens with ids up to {Tokens.Length - 1}, but the text tower has a vocabulary of {rows}*");
    }

    [Theory]
    [InlineData("null", "null", "its normalizer does not write blanks as U+2581")]
    [InlineData("""{"type": "NFKC"}""", "null", "its normalizer has the step {\"type\": \"NFKC\"}")]
    [InlineData("""{"type": "Prepend", "prepend": "▁"}""", "null", "its normalizer has the step")]
    [InlineData(Blank, """{"type": "Metaspace"}""", "its pre_tokenizer is {\"type\": \"Metaspace\"}")]
    public void Load_PipelineOfAnotherTokenizer_SaysWhatIsOther(string normalizer, string split, string message)
    {
        Write(normalizer: normalizer, split: split);

        FluentActions.Invoking(() => Load()).Should().Throw<InvalidDataException>().WithMessage($"'*tokenizer.json' does not hold SigLIP 2's Gemma tokenizer: *{message}*");
    }

    [Fact]
    public void Load_ByteMissing_SaysWhich()
    {
        Write(tokens: [.. Tokens.Select(token => token == "<0x7F>" ? "zz" : token)]);

        FluentActions.Invoking(() => Load()).Should().Throw<InvalidDataException>().WithMessage("*SigLIP 2's Gemma tokenizer has no token '<0x7F>' here*");
    }

    [Fact]
    public void Load_MergesCut_SaysSo()
    {
        string[] more = [.. Enumerable.Range(0, 40).Select(i => $"a{new string('t', i + 2)}")];
        Write(tokens: [.. Tokens, .. more]);

        FluentActions.Invoking(() => Load(Tokens.Length + more.Length)).Should().Throw<InvalidDataException>().WithMessage("*of its 313 tokens 40 are made by none of its merges. The file was cut*");
    }

    [Theory]
    [InlineData("a x", "merge 5 is 'a x'")]
    [InlineData("a t", "merge 5, 'a t', is merge 1 again")]
    public void Load_MergeThatCannotBe_SaysWhich(string merge, string message)
    {
        Write(merges: [.. _merges, merge]);

        FluentActions.Invoking(() => Load()).Should().Throw<InvalidDataException>().WithMessage($"'*tokenizer.json'*{message}*");
    }

    [Fact]
    public void Load_SettingsWithAStart_AreRefused()
    {
        Write();
        File.WriteAllText(_folder.File("tokenizer_config.json"), """{"add_bos_token": true}""");

        FluentActions.Invoking(() => Load()).Should().Throw<InvalidDataException>().WithMessage("'*tokenizer_config.json': add_bos_token is true, but SigLIP 2*");
    }

    /// <summary>As google/siglip2-base-patch16-224 has it, in short.</summary>
    [Fact]
    public void Load_SettingsOfThePublishedModels_AreRead()
    {
        Write();
        File.WriteAllText(_folder.File("tokenizer_config.json"), """
            {"add_bos_token": false, "add_eos_token": true, "bos_token": "<bos>", "eos_token": "<eos>", "pad_token": "<pad>", "tokenizer_class": "GemmaTokenizer",
             "added_tokens_decoder": {"0": {"content": "<pad>", "special": true}, "1": {"content": "<eos>", "special": true}}}
            """);

        Load().EndOfText.Should().Be(1);
    }

    private static string[] Tokens { get; } = [.. _special, .. Enumerable.Range(0, 256).Select(value => $"<0x{value:X2}>"), .. _pieces];

    private void Write(string normalizer = Blank, string split = "null", string[]? tokens = null, string[]? merges = null)
    {
        var vocabulary = (tokens ?? Tokens).Select((token, id) => (token, id)).ToDictionary(pair => pair.token, pair => pair.id);
        var added = new[] { "<pad>", "<eos>", "<bos>", "<unk>", "<b>", "\n" }.Select(token => new { id = vocabulary[token], content = token, normalized = false, special = token.Length > 3 });
        File.WriteAllText(_folder.File("tokenizer.json"), $$"""
            {"added_tokens": {{JsonSerializer.Serialize(added)}}, "normalizer": {{normalizer}}, "pre_tokenizer": {{split}},
             "model": {"type": "BPE", "byte_fallback": true, "fuse_unk": true, "unk_token": "<unk>", "vocab": {{JsonSerializer.Serialize(vocabulary)}}, "merges": {{JsonSerializer.Serialize((merges ?? _merges).Select(merge => merge.Split(' ')))}} } }
            """);
    }

    private ITextTokenizer Load(int? rows = null)
        => TextTokenizers.Load(new ClipConfig { Family = ModelFamily.Siglip, Text = new ClipTextConfig { VocabSize = rows ?? Tokens.Length } }, _folder.Path, new ModelFileReader());
}
