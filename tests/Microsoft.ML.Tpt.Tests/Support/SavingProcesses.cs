using System.Diagnostics;

namespace Microsoft.ML.Tests.Support;

/// <summary>Processes that load a model and save it again and again, each to a file of its own, until they are killed.</summary>
internal sealed class SavingProcesses : IDisposable
{
    private readonly Process[] _processes;

    public SavingProcesses(string model, IEnumerable<string> targets) => _processes =
        [.. targets.Select(target => LoadAndScoreApplication.Start(LoadAndScoreApplication.OutputFolder, ["--save-for-ever", model, target]))];

    /// <summary>The processes, each once it begins to save.</summary>
    public IEnumerable<Process> Started
    {
        get
        {
            foreach (var process in _processes)
            {
                process.StandardOutput.ReadLine().Should().Be("saving");
                yield return process;
            }
        }
    }

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            process.Kill();
            process.Dispose();
        }
    }
}
