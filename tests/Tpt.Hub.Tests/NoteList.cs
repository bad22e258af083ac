namespace Tpt.Hub.Tests;

/// <summary>Keeps what a download has to say.</summary>
internal sealed class NoteList : IProgress<string>
{
    public List<string> Texts { get; } = [];

    public void Report(string value) => Texts.Add(value);
}
