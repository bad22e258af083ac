using Microsoft.ML.Runtime;
using Tpt.Engine;
using Tpt.Hub;
using static System.FormattableString;

namespace Microsoft.ML.Tpt.Models;

/// <summary>Says in ML.NET's log how far a download is, at its start and at every tenth of it.</summary>
internal sealed class DownloadLog : IProgress<HubProgress>
{
    private const int Lines = 10;
    private const double Megabyte = 1e6;

    private readonly IHost _host;
    private long _lastTenth = -1;

    private DownloadLog(IHost host) => _host = host;

    /// <summary>What options allow on the hub, with a log of it.</summary>
    public static HubAccess Access(IHost host, TptOptions options) => new(options.Model.Download, new DownloadLog(host), options.CancellationToken);

    /// <summary>Called from one download at a time.</summary>
    public void Report(HubProgress value)
    {
        var tenth = value.BytesTotal == 0 ? Lines : Lines * value.BytesDone / value.BytesTotal;
        if (tenth <= _lastTenth)
        {
            return;
        }

        _lastTenth = tenth;
        var left = value.TimeLeft is { } time && tenth < Lines ? Invariant($", {value.BytesPerSecond / Megabyte:0.0} MB/s, {time.TotalSeconds:0} s left") : "";
        using var channel = _host.Start("Downloading");
        channel.Info(MessageSensitivity.None, Invariant(
            $"Downloading from the Hugging Face hub: {value.BytesDone / Megabyte:0.0} of {value.BytesTotal / Megabyte:0.0} MB{left}. File {value.FileNumber} of {value.FileCount}, {value.File}."));
    }
}
