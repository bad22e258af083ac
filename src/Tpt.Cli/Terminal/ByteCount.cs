using static System.FormattableString;

namespace Tpt.Cli.Terminal;

/// <summary>A number of bytes as people say it: <c>351 MB</c>.</summary>
internal static class ByteCount
{
    public static string Of(long bytes) => bytes switch
    {
        < 1_000 => Invariant($"{bytes} bytes"),
        < 1_000_000 => Invariant($"{bytes / 1e3:0.0} kB"),
        < 1_000_000_000 => Invariant($"{bytes / 1e6:0.0} MB"),
        _ => Invariant($"{bytes / 1e9:0.00} GB"),
    };
}
