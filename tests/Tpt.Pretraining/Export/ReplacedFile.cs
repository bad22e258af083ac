using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tpt.Pretraining.Export;

/// <summary>Writes files beside their place and moves them there when they are whole: an interruption leaves the old ones.</summary>
internal static class ReplacedFile
{
    private const string PartialSuffix = ".partial";

    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(string path, Action<Stream> write)
    {
        var partial = path + PartialSuffix;
        using (var stream = File.Create(partial))
        {
            write(stream);
            stream.Flush(flushToDisk: true);
        }
        File.Move(partial, path, overwrite: true);
    }

    /// <summary>Indented JSON that ends with a newline.</summary>
    public static void WriteJson<T>(string path, T value)
        => Write(path, stream =>
        {
            JsonSerializer.Serialize(stream, value, _json);
            stream.WriteByte((byte)'\n');
        });
}
