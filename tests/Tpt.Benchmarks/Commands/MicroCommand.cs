using System.CommandLine;
using BenchmarkDotNet.Running;
using Tpt.Benchmarks.Micro;

namespace Tpt.Benchmarks.Commands;

/// <summary><c>micro</c>: the micro-benchmarks, whose further arguments are BenchmarkDotNet's.</summary>
internal static class MicroCommand
{
    private static readonly Type[] _benchmarks =
        [typeof(TokenizerBenchmarks), typeof(ResizeBenchmarks), typeof(ViewsBenchmarks), typeof(DecodingBenchmarks), typeof(SelectionAndLossBenchmarks)];

    public static Command Create()
    {
        var command = new Command("micro", "Micro-benchmarks of the tokenizer, resizing, views, decoding, selection and loss; further arguments go to BenchmarkDotNet.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction(parse => Run([.. parse.UnmatchedTokens]));
        return command;
    }

    private static void Run(string[] arguments)
    {
        // Without a filter BenchmarkDotNet would ask which to run.
        string[] all = arguments.Contains("--filter") || arguments.Contains("-f") || arguments.Contains("--list") ? [] : ["--filter", "*"];
        BenchmarkSwitcher.FromTypes(_benchmarks).Run([.. arguments, .. all]);
    }
}
