using System.CommandLine;
using Tpt.Gpu.Commands;

return new RootCommand("What is run on a machine with a GPU: parity with the reference, the tests of a GPU, and a benchmark.")
    {
        CheckCommand.Create(), ParityCommand.Create(), TestsCommand.Create(), BenchmarkCommand.Create(),
    }
    .Parse(args).Invoke();
