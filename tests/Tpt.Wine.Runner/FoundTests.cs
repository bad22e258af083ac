using Xunit.Abstractions;

namespace Tpt.Wine.Runner;

/// <summary>Gathers the test cases that xunit finds in an assembly.</summary>
internal sealed class FoundTests : IMessageSink, IDisposable
{
    private readonly ManualResetEventSlim _finished = new();
    private readonly List<ITestCase> _cases = [];

    public bool OnMessage(IMessageSinkMessage message)
    {
        switch (message)
        {
            case ITestCaseDiscoveryMessage found:
                _cases.Add(found.TestCase);
                break;
            case IDiscoveryCompleteMessage:
                _finished.Set();
                break;
        }
        return true;
    }

    /// <summary>All of them, once the search has ended.</summary>
    public IReadOnlyList<ITestCase> Wait()
    {
        _finished.Wait();
        return _cases;
    }

    public void Dispose() => _finished.Dispose();
}
