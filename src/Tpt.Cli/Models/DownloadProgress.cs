using Tpt.Cli.Terminal;
using Tpt.Hub;
using static System.FormattableString;

namespace Tpt.Cli.Models;

/// <summary>Shows how far a download is: the file, the bytes of all files, the rate and the time left.</summary>
/// <param name="report">Where it is shown; null for nowhere.</param>
internal sealed class DownloadProgress(ProgressReport? report) : IProgress<HubProgress>, IDisposable
{
    /// <summary>Called where the download runs. (<see cref="Progress{T}"/> would come late, and after the end.)</summary>
    public void Report(HubProgress value)
    {
        var rate = value.BytesPerSecond > 0 ? $", {ByteCount.Of((long)value.BytesPerSecond)}/s" : "";
        var left = value.TimeLeft is { } time ? $", {ProgressReport.Time(time)} left" : "";
        report?.Show(
            value.BytesTotal == 0 ? 1 : (double)value.BytesDone / value.BytesTotal,
            Invariant($"{ByteCount.Of(value.BytesDone)} of {ByteCount.Of(value.BytesTotal)}{rate}{left}, {value.File} ({value.FileNumber} of {value.FileCount})"));
    }

    public void Dispose() => report?.Clear();
}
