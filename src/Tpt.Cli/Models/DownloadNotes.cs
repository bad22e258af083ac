using Tpt.Cli.Terminal;

namespace Tpt.Cli.Models;

/// <summary>Tells what a download meets: a file that is brought again, a request that is repeated.</summary>
/// <param name="messages">Where it is told.</param>
/// <param name="progress">Its line gives way.</param>
internal sealed class DownloadNotes(Messages messages, DownloadProgress progress) : IProgress<string>
{
    /// <summary>Called where the download runs.</summary>
    public void Report(string value)
    {
        progress.Dispose();
        messages.Say(CellText.CutEnd(value, int.MaxValue));
    }
}
