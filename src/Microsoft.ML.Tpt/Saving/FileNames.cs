namespace Microsoft.ML.Tpt.Saving;

/// <summary>
/// Names of files as the file systems of this machine compare them: on Windows and macOS <c>Model.safetensors</c> is the file
/// <c>model.safetensors</c>, on Linux it is another.
/// </summary>
internal static class FileNames
{
    public static StringComparer Comparer { get; } = StringComparer.FromComparison(Comparison(OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()));

    public static bool AreSame(string? one, string? other) => Comparer.Equals(one, other);

    /// <param name="ignoresCase">Whether the system finds a file by its name in other case.</param>
    internal static StringComparison Comparison(bool ignoresCase) => ignoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
}
