using Xunit.Abstractions;

namespace Tpt.Wine.Runner;

/// <summary>Writes what xunit says of its tests into the journal.</summary>
internal sealed class JournalSink(Journal journal) : IMessageSink, IDisposable
{
    private readonly ManualResetEventSlim _finished = new();

    public bool OnMessage(IMessageSinkMessage message)
    {
        switch (message)
        {
            case ITestCaseStarting starting:
                journal.Add(JournalEntry.Start, starting.TestCase.UniqueID, starting.TestCase.DisplayName);
                break;
            case ITestPassed passed:
                journal.Add(JournalEntry.Passed, passed.TestCase.UniqueID, passed.Test.DisplayName);
                break;
            case ITestFailed failed:
                journal.Add(JournalEntry.Failed, failed.TestCase.UniqueID, $"{failed.Test.DisplayName}: {string.Join(" / ", failed.Messages)}");
                break;
            case ITestSkipped skipped:
                journal.Add(JournalEntry.Skipped, skipped.TestCase.UniqueID, $"{skipped.Test.DisplayName}: {skipped.Reason}");
                break;
            case ITestCaseFinished finished:
                journal.Add(JournalEntry.End, finished.TestCase.UniqueID);
                break;
            // A fixture that cannot be put away is an error of a test class, and of no test.
            case IErrorMessage error:
                journal.Add(JournalEntry.Failed, "", string.Join(" / ", error.Messages));
                break;
            case ITestAssemblyFinished:
                _finished.Set();
                break;
        }
        return true;
    }

    public void Wait() => _finished.Wait();

    public void Dispose() => _finished.Dispose();
}
