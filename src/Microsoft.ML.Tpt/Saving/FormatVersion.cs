using System.Reflection;

namespace Microsoft.ML;

/// <summary>
/// The start of every saved state of this library: the version of the format (int) and the version of the library that wrote it
/// (string). These two never change, so that any later version can say what it found.
/// </summary>
internal static class FormatVersion
{
    /// <summary>This library's name and version, such as <c>Microsoft.ML.Tpt 0.1.0</c>.</summary>
    public static string Library { get; } =
        $"Microsoft.ML.Tpt {typeof(FormatVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]}";

    public static void Write(BinaryWriter writer, int version)
    {
        writer.Write(version);
        writer.Write(Library);
    }

    /// <summary>Reads the version of the format, at most <paramref name="newest"/>.</summary>
    public static int Read(BinaryReader reader, int newest)
    {
        var version = reader.ReadInt32();
        var writtenBy = reader.ReadString();
        if (version < 1 || version > newest)
        {
            throw new InvalidDataException(
                $"This model was saved by {writtenBy} in format {version}; {Library} reads formats 1 to {newest}. Update the package Microsoft.ML.Tpt to the version that saved it.");
        }
        return version;
    }
}
