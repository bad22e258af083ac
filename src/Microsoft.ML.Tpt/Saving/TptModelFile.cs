using Microsoft.ML.Runtime;
using Microsoft.ML.Tpt.Internals;
using Microsoft.ML.Tpt.Models;
using Microsoft.ML.Tpt.Scoring;
using Tpt.Engine;
using static System.FormattableString;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>Writes and reads a <see cref="TptTransformer"/>.</summary>
/// <remarks>
/// Format 2, the first that is released: <see cref="TptState"/> and <see cref="ModelManifest"/>, sealed by <see cref="SealedState"/>; then, where the options say
/// <see cref="TptModelStorage.Embed"/>, the bytes of the manifest's files one after the other. Format 1: <see cref="FormatVersion"/>,
/// <see cref="TptState"/>, <see cref="Format1Model"/>.
/// </remarks>
internal static class TptModelFile
{
    private const int Newest = 2;

    public static void Write(BinaryWriter writer, TptScorer scorer)
    {
        var state = new TptState(scorer.Options, scorer.Classes, scorer.SoftPrompt is { } softPrompt ? SavedSoftPrompt.Of(softPrompt) : null, scorer.MethodState);
        if (!state.EmbedsModel)
        {
            LoadedFiles.Verify(scorer.Model);
        }

        SealedState.Write(writer, Newest, sealedWriter => WriteSealed(sealedWriter, state, ModelManifest.Of(scorer.Model)), (reader, version) => ReadSealed(reader, version));
        writer.Flush();
        if (state.EmbedsModel)
        {
            LoadedFiles.CopyTo(writer.BaseStream, scorer.Model);
        }
    }

    /// <param name="environment">The loading environment.</param>
    /// <param name="reader">The state.</param>
    /// <param name="folder">The folder of the saved file, or <see langword="null"/> where it is not known.</param>
    public static TptTransformer Read(IHostEnvironment environment, StateReader reader, string? folder)
    {
        var host = environment.Register(nameof(TptTransformer));
        var version = FormatVersion.Read(reader, Newest);
        var (state, loadModel) = version.Format >= 2 ? Open(host, reader, version, folder) : Format1Model.Open(host, reader, version, folder);
        LoadOverride.ApplyTo(state.Options);
        state.Options.Prompt.SoftPromptPath = state.SoftPrompt?.Unpack(ModelCache.Open());

        var lease = new SharedModel(loadModel).Lease();
        try
        {
            return new TptTransformer(host, state.Options, state.Classes, lease, state.MethodState);
        }
        catch (ArgumentException exception)
        {
            lease.Dispose();
            throw new InvalidDataException($"The saved model cannot be used with its CLIP model on this machine: {MessageText.Cut(exception.Message)}");
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    private static (TptState State, Func<(ClipModel, ModelSource)> LoadModel) Open(IHost host, StateReader reader, FormatVersion version, string? folder)
    {
        var (state, manifest) = ReadSealed(SealedState.Open(reader, version), version);
        var embedded = state.EmbedsModel ? manifest.Length : 0;
        if (reader.Left != embedded)
        {
            throw reader.Damaged(Invariant($"{reader.Left} bytes are left for its CLIP model, which takes {embedded}"));
        }

        return (state, () => state.EmbedsModel ? LoadEmbedded(host, state.Options, manifest, reader.Stream) : ReferencedModel.Load(host, state.Options, folder, manifest));
    }

    private static void WriteSealed(BinaryWriter writer, TptState state, ModelManifest manifest)
    {
        state.Write(writer);
        manifest.Write(writer);
    }

    private static (TptState State, ModelManifest Manifest) ReadSealed(StateReader reader, FormatVersion version)
    {
        var state = TptState.Read(reader, version);
        var manifest = ModelManifest.Read(reader, unpacks: state.EmbedsModel);
        reader.RequireEnd();
        return (state, manifest);
    }

    private static (ClipModel Model, ModelSource Source) LoadEmbedded(IHost host, TptOptions options, ModelManifest manifest, Stream stream)
    {
        var start = stream.Position;
        var folder = ModelCache.Open().Unpack(manifest, file =>
        {
            stream.Position = start + manifest.Files.TakeWhile(other => other != file).Sum(other => other.Length);
            return stream;
        });
        stream.Position = start + manifest.Length;
        return VerifiedModel.Load(host, options, new ModelSource(manifest.PathIn(folder, options.Model.Path)), manifest);
    }
}
