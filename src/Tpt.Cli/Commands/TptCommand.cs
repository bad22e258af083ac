using System.CommandLine;

namespace Tpt.Cli.Commands;

/// <summary>The command line: one class for each command.</summary>
internal static class TptCommand
{
    public static async Task<int> RunAsync(string[] args) => await Create().Parse(args).InvokeAsync();

    private static RootCommand Create() => new("CLIP with test-time prompt tuning: download a model, classify pictures, evaluate, explain.");
}
