using System.Text;

namespace Tpt.Wine.Runner;

/// <summary>
/// What happened so far, in this process and in those before it, a line each, on the disk at once: a process that crashes or is killed
/// costs the test that ran, and the next one goes on behind it.
/// </summary>
internal sealed class Journal : IDisposable
{
    /// <summary>A test that did not end is tried once more, alone. So is a class whose fixtures did not come up.</summary>
    public const int MostTries = 2;

    private readonly Dictionary<string, int> _starts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _emptyRuns = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);
    private readonly HashSet<string> _endedClasses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _classOf = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly StreamWriter _writer;

    public Journal(string path)
    {
        foreach (var run in RunsOf(File.Exists(path) ? File.ReadAllLines(path) : []))
        {
            Read(run);
        }
        _writer = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true, NewLine = "\n" };
    }

    /// <summary>The classes that have tests, and null before they were searched for.</summary>
    public IReadOnlyList<string>? Classes { get; private set; }

    /// <summary>A test that did not end and is worth another try, with its class.</summary>
    public (string ClassName, string Id)? Again => _starts
        .Where(start => start.Value < MostTries && !_ended.Contains(start.Key))
        .Select(start => ((string, string)?)(_classOf[start.Key], start.Key))
        .FirstOrDefault();

    public bool HasFound(string id) => _found.Contains(id);

    /// <summary>How often a test was begun.</summary>
    public int StartsOf(string id) => _starts.GetValueOrDefault(id);

    /// <summary>Whether all tests of the class were begun.</summary>
    public bool IsThrough(string className) => _endedClasses.Contains(className);

    /// <summary>Whether the class's fixtures never came up.</summary>
    public bool IsGivenUp(string className) => _emptyRuns.GetValueOrDefault(className) >= MostTries;

    public void Add(string kind, string id, string text = "")
    {
        lock (_lock)
        {
            _writer.WriteLine(new JournalEntry(kind, id, text));
        }
    }

    /// <summary>Notes the classes that have tests: processes after this one look for the tests of those alone that they run.</summary>
    public void AddClasses(IReadOnlyList<string> classes)
    {
        Classes = classes;
        Add(JournalEntry.Searched, "", string.Join(' ', classes));
    }

    public void Dispose() => _writer.Dispose();

    /// <summary>The lines of one class after another; what comes before the first class is a run of its own.</summary>
    private static IEnumerable<List<JournalEntry>> RunsOf(IEnumerable<string> lines)
    {
        var run = new List<JournalEntry>();
        foreach (var entry in lines.Select(JournalEntry.Parse))
        {
            if (entry.Kind == JournalEntry.Class && run.Count > 0)
            {
                yield return run;
                run = [];
            }
            run.Add(entry);
        }
        yield return run;
    }

    private void Read(List<JournalEntry> run)
    {
        foreach (var entry in run)
        {
            switch (entry.Kind)
            {
                case JournalEntry.Found:
                    _found.Add(entry.Id);
                    break;
                case JournalEntry.Searched:
                    Classes = entry.Text.Split(' ');
                    break;
                case JournalEntry.Start:
                    _starts[entry.Id] = StartsOf(entry.Id) + 1;
                    _classOf[entry.Id] = run[0].Id;
                    break;
                case JournalEntry.End:
                    _ended.Add(entry.Id);
                    break;
                case JournalEntry.ClassEnd:
                    _endedClasses.Add(entry.Id);
                    break;
            }
        }
        if (run is [{ Kind: JournalEntry.Class } first, ..] && !run.Any(entry => entry.Kind is JournalEntry.Start or JournalEntry.ClassEnd))
        {
            _emptyRuns[first.Id] = _emptyRuns.GetValueOrDefault(first.Id) + 1;
        }
    }
}
