using BenchmarkDotNet.Attributes;
using Tpt.Benchmarks.BuiltIn;
using Tpt.Benchmarks.Images;
using Tpt.Engine.Tokenization;

namespace Tpt.Benchmarks.Micro;

/// <summary>The sample's class names in the built-in model's prompt, to tokens.</summary>
[MemoryDiagnoser]
public class TokenizerBenchmarks
{
    private ClipTokenizer _tokenizer = null!;
    private string[] _prompts = null!;

    [GlobalSetup]
    public void Setup()
    {
        _tokenizer = new ClipTokenizer(BpeVocabulary.Load(BuiltInModel.Folder));
        _prompts = [.. EvaluationImages.Read(EvaluationImages.SampleFolder).ClassNames.Select(name => $"a picture of a {name}.")];
    }

    /// <summary>The tokens of all prompts.</summary>
    [Benchmark]
    public int Encode()
    {
        var count = 0;
        foreach (var prompt in _prompts)
        {
            count += _tokenizer.Encode(prompt).Length;
        }
        return count;
    }
}
