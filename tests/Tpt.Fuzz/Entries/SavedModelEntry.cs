using Microsoft.ML;

namespace Tpt.Fuzz.Entries;

/// <summary>Saved models: how one is written so that a crash leaves the old file, and how a state that was changed on purpose gets its checksum again.</summary>
internal static class SavedModelEntry
{
    /// <summary>What the state of this library begins with, behind the number of its format.</summary>
    public static ReadOnlySpan<byte> StateMark => "Microsoft.ML.Tpt 0"u8;

    public static void Save(MLContext context, ITransformer model, DataViewSchema schema, string path) => context.Model.Save(model, schema, path);

    /// <summary>The state as if it had been written like this. States have no checksum yet.</summary>
    public static byte[] Reseal(byte[] state) => state;
}
