namespace Tpt.Hub.Storing;

/// <summary>Writes a small file so that readers see the old one or the new one, and never a part.</summary>
internal static class AtomicFile
{
    /// <inheritdoc cref="FileReplacement.Move" path="/exception"/>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllBytes(temporary, bytes);
            FileReplacement.Move(temporary, path);
        }
        catch
        {
            FileReplacement.Discard(temporary);
            throw;
        }
    }
}
