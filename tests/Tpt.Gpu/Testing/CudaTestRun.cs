using System.Reflection;
using Tpt.Engine.Tests.Cuda;
using Tpt.Wine.Runner;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Tpt.Gpu.Testing;

/// <summary>Runs the tests of a GPU that are compiled into this program, one at a time, and counts them.</summary>
internal sealed class CudaTestRun(TextWriter output) : IMessageSink, IDisposable
{
    private readonly XunitTestFramework _framework = new(new Xunit.Sdk.NullMessageSink());
    private readonly ManualResetEventSlim _finished = new();

    public int Passed { get; private set; }

    public int Failed { get; private set; }

    public int NotRun { get; private set; }

    public void Go()
    {
        var assembly = Assembly.GetExecutingAssembly();
        using var discoverer = _framework.GetDiscoverer(Reflector.Wrap(assembly));
        using var executor = _framework.GetExecutor(assembly.GetName());
        using var found = new FoundTests();
        var options = new RunOptions();
        discoverer.Find(includeSourceInformation: false, found, options);
        var tests = found.Wait().Where(test => test.Traits.TryGetValue(CudaCollection.Trait, out var values) && values.Contains(CudaCollection.Cuda)).ToArray();
        executor.RunTests(tests, this, options);
        _finished.Wait();
    }

    public bool OnMessage(IMessageSinkMessage message)
    {
        switch (message)
        {
            case ITestPassed passed:
                Passed++;
                output.WriteLine(FormattableString.Invariant($"passed {NameOf(passed.Test)} ({passed.ExecutionTime:0.0} s) {passed.Output.Trim().ReplaceLineEndings("; ")}"));
                break;
            case ITestFailed failed:
                Failed++;
                output.WriteLine($"FAILED {NameOf(failed.Test)}: {string.Join(" / ", failed.Messages)}");
                output.WriteLine(string.Join(Environment.NewLine, failed.StackTraces));
                break;
            case ITestSkipped skipped:
                NotRun++;
                output.WriteLine($"{NameOf(skipped.Test)}: {skipped.Reason}");
                break;
            // A fixture that cannot be put away is an error of a test class, and of no test.
            case IErrorMessage error:
                Failed++;
                output.WriteLine($"FAILED {string.Join(" / ", error.Messages)}");
                break;
            case ITestAssemblyFinished:
                _finished.Set();
                break;
        }
        return true;
    }

    public void Dispose()
    {
        _framework.Dispose();
        _finished.Dispose();
    }

    /// <summary>Without the settings in full: they have a name in front of them.</summary>
    private static string NameOf(ITest test) => test.DisplayName.Split(", options:")[0];
}
