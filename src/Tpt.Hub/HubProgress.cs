namespace Tpt.Hub;

/// <summary>How far a download is. It is reported at most ten times a second, and once at the end.</summary>
/// <param name="File">The file that is brought, as the hub names it.</param>
/// <param name="FileNumber">Its number among the files to bring, from 1.</param>
/// <param name="FileCount">How many files there are to bring; what the cache has is not counted.</param>
/// <param name="BytesDone">The bytes of all these files that are here, with those of an earlier download that broke off.</param>
/// <param name="BytesTotal">The size of all these files.</param>
/// <param name="BytesPerSecond">The rate over the last seconds; 0 while it is not known.</param>
/// <param name="TimeLeft">The time for the rest at that rate; <see langword="null"/> while the rate is not known.</param>
/// <example>
/// <code>
/// var progress = new Progress&lt;HubProgress&gt;(p => Console.Write($"\r{p.File} {100 * p.BytesDone / p.BytesTotal} %"));
/// </code>
/// </example>
public sealed record HubProgress(string File, int FileNumber, int FileCount, long BytesDone, long BytesTotal, double BytesPerSecond, TimeSpan? TimeLeft);
