using System.Text.Json;
using Microsoft.ML.Runtime;
using Tpt.Engine;

namespace Microsoft.ML;

/// <summary>Writes and reads a <see cref="TptTransformer"/>.</summary>
/// <remarks>Format 1: <see cref="FormatVersion"/>, options (JSON string), classes (<see cref="ClassPromptsFile"/>), soft prompt (<see cref="EmbeddedSoftPrompt"/>), model (<see cref="EmbeddedModel"/> or <see cref="ReferencedModel"/>, as the options say).</remarks>
internal static class TptModelFile
{
    private const int Newest = 1;

    public static void Write(BinaryWriter writer, TptScorer scorer)
    {
        FormatVersion.Write(writer, Newest);
        writer.Write(JsonSerializer.Serialize(scorer.Options, TptOptionsJson.Default.TptOptions));
        ClassPromptsFile.WriteClasses(writer, scorer.Classes);
        EmbeddedSoftPrompt.Write(writer, scorer.Options.SoftPromptPath, scorer.SoftPrompt);
        if (scorer.Options.ModelStorage == TptModelStorage.Embed) EmbeddedModel.Write(writer, scorer.ModelSource);
        else ReferencedModel.Write(writer, scorer.Options.ModelPath, scorer.ModelSource);
    }

    /// <param name="environment">The loading environment.</param>
    /// <param name="reader">The state.</param>
    /// <param name="folder">The folder of the saved file, or <see langword="null"/> where it is not known.</param>
    public static TptTransformer Read(IHostEnvironment environment, BinaryReader reader, string? folder)
    {
        FormatVersion.Read(reader, Newest);
        var options = JsonSerializer.Deserialize(reader.ReadString(), TptOptionsJson.Default.TptOptions)
            ?? throw new InvalidDataException("The saved model is damaged: it has no options.");
        var classes = ClassPromptsFile.ReadClasses(reader);
        if (options.ClassPromptsColumnName is null) options.ClassNames = [.. classes.Select(c => c.ClassName)];
        options.SoftPromptPath = EmbeddedSoftPrompt.Unpack(reader, ModelLocator.CacheFolder());

        var host = environment.Register(nameof(TptTransformer));
        var lease = new SharedModel(() => LoadModel(host, options, reader, folder)).Lease();
        try
        {
            return new TptTransformer(host, options, classes, lease);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    private static (ClipModel Model, ModelSource Source) LoadModel(IHost host, TptOptions options, BinaryReader reader, string? folder)
    {
        if (options.ModelStorage == TptModelStorage.Embed)
            return ModelLoader.Load(host, options, new ModelSource(EmbeddedModel.Unpack(reader, ModelLocator.CacheFolder())));

        var (path, fingerprint) = ReferencedModel.Read(reader);
        if (path is null) return LoadBuiltIn(host, options, fingerprint);
        var source = new ModelSource(
            ReferencedModel.Find(path, folder, "CLIP model"),
            options.TokenizerFolder is { } tokenizer ? ReferencedModel.Find(tokenizer, folder, "tokenizer") : null);
        ReferencedModel.Verify(source, fingerprint);
        return ModelLoader.Load(host, options, source);
    }

    private static (ClipModel Model, ModelSource Source) LoadBuiltIn(IHost host, TptOptions options, string fingerprint)
    {
        var loaded = ModelLoader.Load(host, options, null);
        try
        {
            ReferencedModel.Verify(loaded.Source, fingerprint);      // where it lies is known once it is loaded
            return loaded;
        }
        catch
        {
            loaded.Model.Dispose();
            throw;
        }
    }
}
