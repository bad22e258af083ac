using System.Reflection;
using Tpt.Engine;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>
/// The start of every saved state of this library: the version of the format (int) and the version of the library that wrote it
/// (string). These two never change, so that any later version can say what it found.
/// </summary>
/// <param name="Format">The version of the format.</param>
/// <param name="WrittenBy">The library that wrote the state.</param>
internal readonly record struct FormatVersion(int Format, string WrittenBy)
{
    private const int LibraryLimit = 1000;

    /// <summary>This library's name and version, such as <c>Microsoft.ML.Tpt 0.1.0</c>.</summary>
    public static string Library { get; } =
        $"Microsoft.ML.Tpt {typeof(FormatVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]}";

    public void Write(BinaryWriter writer)
    {
        writer.Write(Format);
        writer.Write(WrittenBy);
    }

    /// <summary>Reads the version, of which the format is at most <paramref name="newest"/>.</summary>
    /// <exception cref="InvalidDataException">The format is a later one.</exception>
    public static FormatVersion Read(StateReader reader, int newest)
    {
        var version = new FormatVersion(reader.ReadInt32("the version of its format"), reader.ReadText("the name of the library that saved it", LibraryLimit));
        if (version.Format < 1 || version.Format > newest)
        {
            throw new InvalidDataException(
                Invariant($"This model was saved by {Excerpt.Of(version.WrittenBy)} in format {version.Format}; {Library} reads formats 1 to {newest}. Update the package Microsoft.ML.Tpt to the version that saved it."));
        }
        return version;
    }
}
