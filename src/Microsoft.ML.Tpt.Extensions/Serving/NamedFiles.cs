using Microsoft.Extensions.Options;
using Microsoft.ML.Tpt.Internals;
using Microsoft.ML.Tpt.Models;
using Tpt.Engine;
using Tpt.Engine.Validation;
using Tpt.Hub;

namespace Microsoft.ML.Tpt.Serving;

/// <summary>The files that options name. Whether they are there is looked at before a model is loaded.</summary>
internal static class NamedFiles
{
    private const string NotThere = " There is no such file or folder. Name one that is there";

    /// <param name="tpt">What the engine does.</param>
    /// <param name="service">How it is served.</param>
    /// <exception cref="OptionsValidationException">Some are not there; the messages name the option, its value and the fix.</exception>
    public static void Require(TptOptions tpt, TptServiceOptions service)
    {
        string[] failures = [.. Missing(tpt, service)];
        if (failures.Length > 0)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(TptServiceOptions), failures);
        }
    }

    private static IEnumerable<string> Missing(TptOptions tpt, TptServiceOptions service)
    {
        // A saved model brings all of its own files.
        if (service.SavedModelPath is { } saved)
        {
            return Faults(FaultOfFile($"Service.{nameof(service.SavedModelPath)}", saved, ", as SaveTo wrote it."));
        }
        var model = tpt.Model;
        return Faults(
            FaultOfModel("Model.Path", model.Path, HubContent.Model, model.Download, ", or leave the setting out for the built-in model."),
            FaultOfModel("Model.TokenizerFolder", model.Path is null ? null : model.TokenizerFolder, HubContent.Tokenizer, model.Download, ", or leave the setting out for the tokenizer beside the weights."),
            FaultOfModel("Model.ImageTowerPath", model.Path is null ? null : model.ImageTowerPath, HubContent.Model, model.Download, ", or leave the setting out for the model's own image tower."),
            FaultOfFile("Prompt.SoftPromptPath", tpt.Prompt.SoftPromptPath, ", or leave the setting out."));
    }

    private static IEnumerable<string> Faults(params string?[] faults) => faults.OfType<string>();

    private static string? FaultOfFile(string option, string? path, string advice)
        => path is null || File.Exists(path) ? null : $"{option} is '{Excerpt.Of(path)}'. Looked for '{MessageText.Cut(Path.Combine(Environment.CurrentDirectory, path))}'.{NotThere}{advice}";

    /// <summary>What may be downloaded is looked for when the model is loaded: the network may come back by itself.</summary>
    private static string? FaultOfModel(string option, string? path, HubContent content, bool mayDownload, string advice)
    {
        if (path is null || (mayDownload && ModelLocator.HasFormOfId(path)))
        {
            return null;
        }
        try
        {
            ModelLocator.Find(ModelPlaces.Of(path), $"{option} is", NotThere + advice, content, new HubAccess(Download: false));
            return null;
        }
        catch (Exception exception) when (exception is DirectoryNotFoundException or FileNotFoundException)
        {
            return exception.Message;
        }
    }
}
