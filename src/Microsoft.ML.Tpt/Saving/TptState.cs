using System.Text.Json;
using Microsoft.ML.Tpt.Models;
using Tpt.Engine;
using Tpt.Engine.Prompts;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>What is saved of a <see cref="TptTransformer"/> beside its CLIP model.</summary>
/// <param name="Options">The options, checked as an estimator checks them.</param>
/// <param name="Classes">The classes.</param>
/// <param name="SoftPrompt">The soft prompt, if there is one.</param>
/// <param name="MethodState">What the method computed once for the classes; null for a method that computes nothing.</param>
/// <remarks>
/// Format: options (JSON string; in format 1 <see cref="Format1Options"/>), <see cref="SavedClasses"/>, <see cref="SavedSoftPrompt"/>, and of a method that
/// is prepared the length of its state (int) and bytes. No method of format 1 is, and none that the first versions of format 2 knew.
/// </remarks>
internal sealed record TptState(TptOptions Options, IReadOnlyList<ClassPromptSet> Classes, SavedSoftPrompt? SoftPrompt, byte[]? MethodState)
{
    private const int OptionsLimit = 1 << 20;

    public bool EmbedsModel => Options.ModelStorage == TptModelStorage.Embed;

    public void Write(BinaryWriter writer)
    {
        writer.Write(TptOptionsJson.Write(Portable(Options, OperatingSystem.IsWindows())));
        SavedClasses.Write(writer, Classes);
        SavedSoftPrompt.Write(writer, SoftPrompt);
        if (MethodState is not null)
        {
            writer.Write(MethodState.Length);
            writer.Write(MethodState);
        }
    }

    /// <exception cref="InvalidDataException">It is not what an estimator could have made.</exception>
    public static TptState Read(StateReader reader, FormatVersion version)
    {
        var options = ReadOptions(reader, version);
        var classes = SavedClasses.Read(reader);
        var softPrompt = SavedSoftPrompt.Read(reader);
        var methodState = options.Method.IsPrepared ? reader.ReadBytes(reader.ReadInt32("the length of the method's state"), "the method's state") : null;
        if (options.ClassPromptsColumnName is null)
        {
            options.ClassNames = [.. classes.Select(c => c.ClassName)];
        }
        options.Prompt.SoftPromptPath = softPrompt is null ? null : options.Prompt.SoftPromptPath ?? throw reader.Damaged($"it has a soft prompt, but its options have no {nameof(TptOptions.Prompt)}.{nameof(PromptOptions.SoftPromptPath)}");
        if (options.ModelStorage is null)
        {
            throw reader.Damaged($"its options have no {nameof(TptOptions.ModelStorage)}");
        }

        return reader.Check(() =>
        {
            options.Validate();
            return new TptState(options, classes, softPrompt, methodState);
        });
    }

    /// <summary>The options with their relative paths as every system reads them.</summary>
    internal static TptOptions Portable(TptOptions options, bool isWindows)
    {
        var copy = options.Copy();
        var (model, prompt) = (copy.Model, copy.Prompt);
        (model.Path, model.TokenizerFolder, model.ImageTowerPath) = (WrittenPath.Portable(model.Path, isWindows), WrittenPath.Portable(model.TokenizerFolder, isWindows), WrittenPath.Portable(model.ImageTowerPath, isWindows));
        prompt.SoftPromptPath = WrittenPath.Portable(prompt.SoftPromptPath, isWindows);
        return copy;
    }

    private static TptOptions ReadOptions(StateReader reader, FormatVersion version)
    {
        var json = reader.ReadText("the options", OptionsLimit);
        try
        {
            var options = version.Format >= 2 ? TptOptionsJson.Read(json) : Format1Options.Read(json);
            return options is { Prompt: not null, Views: not null, Method: not null, Approximations: not null, Model: not null, Images: not null }
                ? options
                : throw reader.Damaged("it has no options, or not all of them");
        }
        // What the decoder's name says that this application cannot decode with.
        catch (ArgumentException exception)
        {
            throw new InvalidDataException($"The saved model cannot be loaded here. {exception.Message}", exception);
        }
        catch (JsonException exception)
        {
            throw reader.Damaged($"its options, which {version.WrittenBy} wrote, are none that {FormatVersion.Library} knows: {exception.Message.TrimEnd('.')}");
        }
    }
}
