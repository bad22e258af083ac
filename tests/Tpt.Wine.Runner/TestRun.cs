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
        var left = Classes().Where(name => !_journal.IsThrough(name) && !_journal.IsGivenUp(name)).ToArray();
        foreach (var name in left)
        {
            // Not those that a process before this one died of.
            Run(name, [.. TestsOf(name).Where(test => _journal.StartsOf(test.UniqueID) == 0)]);
        }
        if (_journal.Again is not { } again)
        {
            return true;
        }
        if (left.Length == 0)
        {
            Run(again.ClassName, [TestsOf(again.ClassName).Single(test => test.UniqueID == again.Id)]);
        }
        return false;
    }

    public void Dispose()
    {
        _executor.Dispose();
        _discoverer.Dispose();
        _framework.Dispose();
        _journal.Dispose();
    }

    /// <summary>The classes that have tests. The search for all tests takes half a minute, and is made once.</summary>
    private IReadOnlyList<string> Classes()
    {
        if (_journal.Classes is { } known)
        {
            return known;
        }
        using var found = new FoundTests();
        _discoverer.Find(includeSourceInformation: false, found, _options);
        var cases = found.Wait();
        foreach (var test in cases.Where(test => !_journal.HasFound(test.UniqueID)))
        {
            _journal.Add(JournalEntry.Found, test.UniqueID, test.DisplayName);
        }
        _journal.AddClasses([.. cases.Select(test => test.TestMethod.TestClass.Class.Name).Distinct(StringComparer.Ordinal)]);
        return _journal.Classes!;
    }

    private IReadOnlyList<ITestCase> TestsOf(string className)
    {
        using var found = new FoundTests();
        _discoverer.Find(className, includeSourceInformation: false, found, _options);
        return found.Wait();
    }

    private void Run(string className, IReadOnlyList<ITestCase> tests)
    {
        _journal.Add(JournalEntry.Class, className);
        if (tests.Count > 0)
        {
            using var sink = new JournalSink(_journal);
            _executor.RunTests(tests, sink, _options);
            sink.Wait();
        }
        _journal.Add(JournalEntry.ClassEnd, className);
    }
}
