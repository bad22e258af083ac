using System.Text;
using System.Text.Json.Nodes;

namespace Tpt.Engine.Tests.Checkpoints.Layouts;

/// <summary>The small files of a checkpoint.</summary>
internal static class SampleFiles
{
    public static void WriteJson(string folder, string name, JsonNode json)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, name), json.ToJsonString());
    }

    /// <summary>Changes a JSON file that is there.</summary>
    public static void ChangeJson(string folder, string name, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, name)))!.AsObject();
        change(json);
        WriteJson(folder, name, json);
    }

    /// <summary>Puts a UTF-8 byte order mark in front of every text of a folder, as editors of Windows do.</summary>
    public static void AddByteOrderMarks(string folder)
    {
        foreach (var path in Directory.GetFiles(folder).Where(path => Path.GetExtension(path) is ".json" or ".txt"))
        {
            File.WriteAllText(path, File.ReadAllText(path), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        }
    }
}
