using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Tpt.Wine.Runner;

/// <summary>
/// Runs the tests of an assembly that no process before has begun, class by class and one at a time. Where all were begun, it runs
/// one of those that did not end, alone.
/// </summary>
internal sealed class TestRun : IDisposable
{
    private readonly RunOptions _options = new();
    private readonly Journal _journal;
    private readonly XunitTestFramework _framework;
    private readonly ITestFrameworkDiscoverer _discoverer;
    private readonly ITestFrameworkExecutor _executor;

    public TestRun(string assembly, string journal)
    {
        _journal = new Journal(journal);
        _framework = new XunitTestFramework(new Xunit.Sdk.NullMessageSink());
        var loaded = Assembly.LoadFrom(assembly);
        _discoverer = _framework.GetDiscoverer(Reflector.Wrap(loaded));
        _executor = _framework.GetExecutor(loaded.GetName());
    }

    /// <returns>Whether nothing is left that is worth another process.</returns>
    public bool Go()
    {
        var cases = Find();
        var classes = cases
            .Where(test => _journal.StartsOf(test.UniqueID) == 0 && !_journal.HasEnded(test.UniqueID))
            .GroupBy(ClassOf, StringComparer.Ordinal)
            .Where(group => !_journal.IsGivenUp(group.Key))
            .ToArray();
        foreach (var group in classes)
        {
            Run(group.Key, group);
        }
        var again = cases.FirstOrDefault(test => !_journal.HasEnded(test.UniqueID) && _journal.StartsOf(test.UniqueID) is > 0 and < Journal.MostTries);
        if (classes.Length == 0 && again is not null)
        {
            Run(ClassOf(again), [again]);
            return false;
        }
        return again is null;
    }

    public void Dispose()
    {
        _executor.Dispose();
        _discoverer.Dispose();
        _framework.Dispose();
        _journal.Dispose();
    }

    private static string ClassOf(ITestCase test) => test.TestMethod.TestClass.Class.Name;

    private IReadOnlyList<ITestCase> Find()
    {
        using var found = new FoundTests();
        _discoverer.Find(includeSourceInformation: false, found, _options);
        var cases = found.Wait();
        foreach (var test in cases.Where(test => !_journal.HasFound(test.UniqueID)))
        {
            _journal.Add(JournalEntry.Found, test.UniqueID, test.DisplayName);
        }
        return cases;
    }

    private void Run(string className, IEnumerable<ITestCase> tests)
    {
        _journal.Add(JournalEntry.Class, className);
        using var sink = new JournalSink(_journal);
        _executor.RunTests(tests, sink, _options);
        sink.Wait();
        _journal.Add(JournalEntry.ClassEnd, className);
    }
}
