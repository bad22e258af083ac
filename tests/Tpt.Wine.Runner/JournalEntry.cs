namespace Tpt.Wine.Runner;

/// <summary>A line of the journal: what happened, to which class or test, and what is to be said of it, with tabs between.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Id">The class's name, or the test case's identity, which is the same in every process.</param>
/// <param name="Text">The name of the test, or what it said.</param>
internal sealed record JournalEntry(string Kind, string Id, string Text)
{
    /// <summary>There is such a test case.</summary>
    public const string Found = "found";

    /// <summary>The search for test cases ended; the text has the classes that they are in, with blanks between.</summary>
    public const string Searched = "searched";

    /// <summary>The tests of a class begin: next come its fixtures.</summary>
    public const string Class = "class";

    /// <summary>They ended.</summary>
    public const string ClassEnd = "class-end";

    public const string Start = "start";

    /// <summary>A test of the case passed; one case of a theory may have several.</summary>
    public const string Passed = "passed";

    public const string Failed = "failed";

    public const string Skipped = "skipped";

    /// <summary>A test case ended, well or not.</summary>
    public const string End = "end";

    public static JournalEntry Parse(string line)
    {
        var parts = line.Split('\t', 3);
        return new JournalEntry(parts[0], parts.ElementAtOrDefault(1) ?? "", parts.ElementAtOrDefault(2) ?? "");
    }

    public override string ToString() => $"{Kind}\t{Id}\t{Text.ReplaceLineEndings(" ").Replace('\t', ' ')}";
}
