namespace Tpt.Engine.Tests.Tokenization;

/// <summary>Files of a CLIP tokenizer that contradict each other, or say what another tokenizer does.</summary>
public sealed class ContradictoryTokenizerTests : IDisposable
{
    private const string Pattern = @"'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";
    private const string Lower = """{"type": "Lowercase"}""";
    private const string White = """{"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": " "}""";
    private const string Bytes = """{"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true}""";

    private readonly BpeFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("added_tokens.json", """{"<my-cat>": 7}""", "tokens '<|endoftext|>' and '<my-cat>' both have the id 7")]
    [InlineData("added_tokens.json", """{"ab": 8}""", "token 'ab' has the ids 4 and 8")]
    [InlineData("added_tokens.json", """{"x": 8, "y": 8}""", "tokens 'x' and 'y' both have the id 8")]
    [InlineData("added_tokens.json", """{"x": -1}""", "the id of token 'x' is -1")]
    [InlineData("added_tokens.json", """{"": 8}""", "an added token has 0 characters")]
    [InlineData("added_tokens.json", """{" ": 8}""", "the added token ' ' would never be found")]
    [InlineData("added_tokens.json", """{"x&amp;y": 8}""", "the added token 'x&amp;y' would never be found")]
    [InlineData("added_tokens.json", """{"<Cat>": 8, "<cat>": 9}""", "the added tokens <Cat>, <cat> are one and the same in lower case")]
    [InlineData("added_tokens.json", """[8]""", "must hold a JSON object")]
    [InlineData("added_tokens.json", """{"x": 8""", "is no JSON")]
    [InlineData("tokenizer_config.json", """{"added_tokens_decoder": {"x": {"content": "y"}}}""", "'x' in added_tokens_decoder is no id of a token")]
    [InlineData("tokenizer_config.json", """{"added_tokens_decoder": {"8": {}}}""", "an added token is {}; it must have a content and an id")]
    [InlineData("tokenizer_config.json", """{"added_tokens_decoder": {"8": {"content": "y", "single_word": true}}}""", "the added token 'y' is a single_word")]
    [InlineData("tokenizer_config.json", """{"added_tokens_decoder": {"8": {"content": "y", "special": 1}}}""", "special of an added token is 1")]
    [InlineData("tokenizer_config.json", """{"do_lower_case": false}""", "do_lower_case is false")]
    [InlineData("tokenizer_config.json", """{"do_lower_case": 1}""", "do_lower_case is 1; it must be true or false")]
    [InlineData("tokenizer_config.json", """{"tokenizer_class": "BertTokenizer"}""", "tokenizer_class is 'BertTokenizer', but the model is a CLIP")]
    [InlineData("tokenizer_config.json", """{"bos_token": "<s>"}""", "bos_token is '<s>', but CLIP's is '<|startoftext|>'")]
    [InlineData("special_tokens_map.json", """{"eos_token": {"content": "</s>"}}""", "eos_token is '</s>', but CLIP's is '<|endoftext|>'")]
    [InlineData("special_tokens_map.json", """{"pad_token": "<pad>"}""", "has the special token '<pad>', but no file gives it an id")]
    [InlineData("special_tokens_map.json", """{"pad_token": 3}""", "pad_token is 3; it must be a token")]
    public void Load_FileThatCannotBe_NamesIt(string name, string text, string message)
    {
        _folder.Write(name, text);

        Loading.Should().Throw<InvalidDataException>().WithMessage($"*{name}'*{message}*").Which.Message.Length.Should().BeLessThan(2000);
    }

    [Theory]
    [InlineData("<|startoftext|>")]
    [InlineData("<|endoftext|>")]
    public void Load_RoleWithoutAToken_IsNone(string token)
        => _folder.Write("special_tokens_map.json", $$"""{"mask_token": null, "sep_token": false, "unk_token": "{{token}}", "additional_special_tokens": []}""").Encode("ab").Should().Equal(5);

    [Fact]
    public void Load_TwoFilesWithOtherPadding_NamesBoth()
    {
        _folder.Write("special_tokens_map.json", """{"pad_token": "a"}""").Write("tokenizer_config.json", """{"pad_token": "b"}""");

        Loading.Should().Throw<InvalidDataException>().WithMessage("'*tokenizer_config.json': pad_token is 'b', but '*special_tokens_map.json' says 'a'*");
    }

    [Theory]
    [InlineData("""{"a": 0, "b": 1, "a</w>": 2, "b</w>": 3, "ab": 5, "ab</w>": 4, "<|startoftext|>": 6, "<|endoftext|>": 7}""", "token 'ab' has the ids 4 and 5")]
    [InlineData("""{"a": 0, "b": 1, "a</w>": 2, "b</w>": 3, "ab": 4, "ab</w>": 5, "c": 8, "<|startoftext|>": 6, "<|endoftext|>": 7}""", "it has the token 'c', which '*vocab.json' has not")]
    [InlineData("""{"a": 0, "a</w>": 2, "b": 1, "ab": 4, "ab</w>": 5, "<|startoftext|>": 6, "<|endoftext|>": 7}""", "it has no token 'b</w>', which '*vocab.json' has")]
    public void Load_TokenizerFileOfAnotherVocabulary_SaysWhere(string vocabulary, string message)
    {
        _folder.WriteTokenizer(vocabulary: vocabulary);

        Loading.Should().Throw<InvalidDataException>().WithMessage($"'*tokenizer.json'*{message}*");
    }

    [Fact]
    public void Load_TokenizerFileWithOtherMerges_SaysSo()
    {
        _folder.WriteTokenizer(merges: """["a b</w>", "a b"]""");

        Loading.Should().Throw<InvalidDataException>().WithMessage("'*tokenizer.json'*its merges are not those of '*merges.txt'*");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"type": "WordPiece", "vocab": {} }""")]
    public void Load_TokenizerFileOfAnotherKind_SaysSo(string model)
    {
        _folder.Write("tokenizer.json", $$"""{"model": {{model}} }""");

        Loading.Should().Throw<InvalidDataException>().WithMessage("'*tokenizer.json'*");
    }

    [Fact]
    public void Load_UnigramTokenizerFile_SaysWhatItIs()
    {
        _folder.Write("tokenizer.json", """{"model": {"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0.0]]}}""");

        Loading.Should().Throw<InvalidDataException>().WithMessage("*a tokenizer of type 'Unigram', but CLIP's is a byte-level BPE*");
    }

    [Theory]
    [InlineData($$$"""{"type": "Sequence", "normalizers": [{"type": "NFC"}, {{{White}}}, {{{Lower}}}]}""", $$$"""{"type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": {"Regex": "{{{Pattern}}}"}}, {{{Bytes}}}]}""")]
    [InlineData(Lower, $$$"""{"type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": {"Regex": "<\\|startoftext\\|>|<\\|endoftext\\|>|{{{Pattern}}}"}}, {{{Bytes}}}]}""")]
    public void Load_PipelineOfClip_IsRead(string normalizer, string split)
        => _folder.WriteTokenizer(sections: $$""" "normalizer": {{normalizer}}, "pre_tokenizer": {{split}}, """, model: """ "type": "BPE", "dropout": null, "end_of_word_suffix": "</w>", "continuing_subword_prefix": "", "byte_fallback": false, """)
            .Encode("AB").Should().Equal(5);

    [Theory]
    [InlineData("""{"type": "RobertaProcessing", "cls": ["<|startoftext|>", 6], "sep": ["<|endoftext|>", 7]}""")]
    [InlineData("""{"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<|startoftext|>"}}, {"Sequence": {"id": "A"}}, {"SpecialToken": {"id": "<|endoftext|>"}}]}""")]
    public void Load_StartAndEndOfClip_AreRead(string processor) => _folder.WriteTokenizer(sections: $""" "post_processor": {processor}, """).Encode("ab").Should().Equal(5);

    [Theory]
    [InlineData(""" "normalizer": null, """, "", "does not put texts into lower case")]
    [InlineData(""" "normalizer": {"type": "NFC"}, """, "", "does not put texts into lower case")]
    [InlineData($$""" "normalizer": {"type": "Sequence", "normalizers": [{{Lower}}, {"type": "StripAccents"}]}, """, "", "its normalizer has the step {\"type\": \"StripAccents\"}")]
    [InlineData(""" "pre_tokenizer": null, """, "", "its pre_tokenizer is null")]
    [InlineData($$""" "pre_tokenizer": {{Bytes}}, """, "", "from before transformers 4.17")]
    [InlineData($$$""" "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": {"Regex": "\\w+"}}, {{{Bytes}}}]}, """, "", "which is not CLIP's")]
    [InlineData(""" "post_processor": null, """, "", "its post_processor is null")]
    [InlineData(""" "post_processor": {"type": "RobertaProcessing", "cls": ["<s>", 6], "sep": ["<|endoftext|>", 7]}, """, "", "its post_processor is")]
    [InlineData(""" "post_processor": {"type": "TemplateProcessing", "single": [{"Sequence": {"id": "A"}}]}, """, "", "its post_processor is")]
    [InlineData("", """ "end_of_word_suffix": null, """, "end_of_word_suffix is null")]
    [InlineData("", """ "dropout": 0.1, """, "dropout is 0.1")]
    [InlineData("", """ "ignore_merges": true, """, "ignore_merges is true")]
    [InlineData("", """ "byte_fallback": true, """, "byte_fallback is true")]
    [InlineData("", """ "continuing_subword_prefix": "##", """, "continuing_subword_prefix is \"##\"")]
    public void Load_PipelineOfAnotherTokenizer_SaysWhatIsOther(string sections, string model, string message)
    {
        _folder.WriteTokenizer(sections: sections, model: model);

        Loading.Should().Throw<InvalidDataException>().WithMessage($"'*tokenizer.json'*{message}*").Which.Message.Length.Should().BeLessThan(2000);
    }

    [Fact]
    public void Load_TokenizerFileThatIsTooLarge_SaysSo()
    {
        _folder.WriteTokenizer(sections: new string(' ', 9 << 20));

        Loading.Should().Throw<InvalidDataException>().WithMessage("'*tokenizer.json' has * bytes beside the list of a Unigram model's pieces; it may have 8388608*");
    }

    [Fact]
    public void Load_LfsPointer_SaysWhatItIs()
    {
        _folder.Write("tokenizer.json", "version https://git-lfs.github.com/spec/v1\noid sha256:1234\nsize 61412345\n");

        Loading.Should().Throw<InvalidDataException>().WithMessage("'*tokenizer.json' is a Git LFS pointer*git lfs pull*");
    }

    private Action Loading => () => _folder.Load();
}
