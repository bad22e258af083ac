using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Tpt.Engine;
using Tpt.Engine.Prompts;
using Tpt.Engine.Tokenization;
using Tpt.Parity.Cases;

namespace Tpt.Parity.Suites;

/// <summary><c>tokenizer.json</c>: single strings, and whole lists of classes in their prompts.</summary>
internal sealed class TokenizerSuite(ClipTokenizer tokenizer, JsonElement golden, ParityReport report)
{
    private const string Name = "tokenizer";
    private readonly int _contextLength = golden.Int32("context_length");

    public static void Run(string goldens, ParityReport report)
    {
        var path = Path.Combine(goldens, "tokenizer.json");
        if (!File.Exists(path))
        {
            return;
        }
        report.Guard(Name, () =>
        {
            var vocabulary = ParityModel.FindVocabulary(goldens) ?? throw new FileNotFoundException("No checkpoint has a vocabulary.");
            new TokenizerSuite(new ClipTokenizer(BpeVocabulary.Load(vocabulary)), PythonJson.Read(path), report).Run();
        });
    }

    private void Run()
    {
        report.Compare(Name, "special_tokens", [tokenizer.StartOfText, tokenizer.EndOfText], [golden.Int32("sot"), golden.Int32("eot")]);
        var index = 0;
        foreach (var entry in golden.GetProperty("encode").EnumerateArray())
        {
            var caseName = $"{Name}/{index++}";
            report.Guard(caseName, () => CompareText(caseName, entry));
        }
        foreach (var list in golden.GetProperty("class_lists").EnumerateObject())
        {
            var caseName = $"{Name}/{list.Name}";
            report.Guard(caseName, () => CompareClassList(caseName, list.Value));
        }
        report.Check(Name, "over_long_error", ThrowsForTooManyTokens());
    }

    /// <summary>Where ftfy guesses that a text was decoded wrongly, this library leaves it: then the reference's ids without ftfy count.</summary>
    private void CompareText(string caseName, JsonElement entry)
    {
        var actual = tokenizer.Encode(entry.Text("text"));
        var expected = entry.GetProperty("encode").Integers();
        if (!actual.SequenceEqual(expected) && entry.Has("encode_without_ftfy") && entry.GetProperty("encode_without_ftfy").Integers() is var plain && actual.SequenceEqual(plain))
        {
            report.Compare(caseName, "ids_without_ftfy", actual, plain);
            return;
        }
        report.Compare(caseName, "ids", actual, expected);
    }

    private void CompareClassList(string caseName, JsonElement list)
    {
        var names = list.GetProperty("names").Texts();
        var text = new PromptTemplate("a photo of a {0}.", Name).WithContextOfWords(ClassTokenPosition.End);
        var prompts = PromptTokenizer.Tokenize(tokenizer, text, [.. names.Select(name => new ClassPromptSet(name))], _contextLength);
        report.Compare(caseName, "count", [prompts.Length], [list.Int32("count")]);
        report.Compare(caseName, "tokens_of_name_and_stop",
            prompts.SelectMany(prompt => prompt.Ids[(1 + text.Layout.ContextLength)..^1]),
            list.GetProperty("tokens_of_name_and_stop").EnumerateArray().SelectMany(row => row.Integers()));
        report.Check(caseName, "sha256_of_int32_le_ids", Hash(prompts) == list.Text("sha256_of_int32_le_ids_Nx77"));
    }

    private string Hash(PromptTokens[] prompts)
    {
        var bytes = new byte[prompts.Length * _contextLength * sizeof(int)];
        for (var row = 0; row < prompts.Length; row++)
        {
            for (var token = 0; token < prompts[row].Ids.Length; token++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan((row * _contextLength + token) * sizeof(int)), prompts[row].Ids[token]);
            }
        }
        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    private bool ThrowsForTooManyTokens()
    {
        var name = string.Concat(Enumerable.Repeat("word ", _contextLength));
        try
        {
            _ = PromptTokenizer.Tokenize(tokenizer, new PromptTemplate("{0}", Name).Fixed, [new ClassPromptSet(name)], _contextLength);
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}
