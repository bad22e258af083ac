using System.ComponentModel.DataAnnotations;

namespace ClassificationService.Hosting;

/// <summary>What this program limits beside <c>Tpt:Service</c>. Section <c>Limits</c>.</summary>
internal sealed class ServiceLimits
{
    /// <summary>The most pictures of one request to /classify/batch.</summary>
    [Range(1, 1000, ErrorMessage = "it must be from {1} to {2}")]
    public int BatchPictures { get; set; } = 16;

    /// <summary>The most bytes of one request to /classify/batch.</summary>
    [Range(typeof(long), "1", "2000000000", ErrorMessage = "it must be from {1} to {2}")]
    public long BatchBytes { get; set; } = 100_000_000;

    /// <summary>The fewest bytes a second of a body that arrives, on average since its start, looked at from 5 seconds on. With Kestrel's own 240 a first burst of 7 kB is enough for all of <c>ReadTimeout</c>.</summary>
    [Range(1, 1_000_000_000, ErrorMessage = "it must be from {1} to {2}")]
    public int MinBytesPerSecond { get; set; } = 4_000;

    /// <summary>How long pictures that are let in are finished after SIGTERM.</summary>
    [Range(1, 3600, ErrorMessage = "it must be from {1} to {2}")]
    public int ShutdownSeconds { get; set; } = 60;
}
