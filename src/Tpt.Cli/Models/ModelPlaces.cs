using Tpt.Cli.Terminal;
using Tpt.Hub;

namespace Tpt.Cli.Models;

/// <summary>Where a model is that a command line names: a folder, a file, or an id on the hub. One that is in the hub's cache is taken as it is; <c>tpt download</c> brings a newer one.</summary>
/// <param name="offline">Whether nothing is downloaded.</param>
/// <param name="messages">Hears of a download.</param>
internal sealed class ModelPlaces(bool offline, Messages messages)
{
    /// <param name="name">What the command line says; null for the built-in model.</param>
    /// <param name="content">What of it is wanted.</param>
    /// <param name="cancellationToken">Ends a download.</param>
    /// <returns>A folder or a file; null for the built-in model.</returns>
    /// <exception cref="FileNotFoundException">There is no such thing here, and it is no id, or nothing is to be downloaded.</exception>
    /// <exception cref="HubException">It cannot be brought.</exception>
    public async Task<string?> FindAsync(string? name, HubContent content, CancellationToken cancellationToken)
    {
        if (name is null || Path.Exists(name))
        {
            return name;
        }
        if (!IsId(name))
        {
            throw new FileNotFoundException($"There is no model '{CellText.Quoted(name)}'. Give a folder, a file of weights, or the id of a model on the Hugging Face hub, such as openai/clip-vit-base-patch16.");
        }
        using var progress = new DownloadProgress(ProgressReport.Of(messages));
        var notes = new DownloadNotes(messages, progress);
        var options = new HubDownloadOptions { Content = content, Notes = notes };
        if (HubModel.FindWhole(name, options) is { } whole)
        {
            return whole;
        }
        var part = HubModel.Find(name, options);
        if ((offline || IsOffline) && part is not null)
        {
            messages.Warn($"The model '{CellText.Quoted(name)}' in the cache of the Hugging Face hub lacks files. 'tpt download {CellText.Quoted(name)}' brings them.");
            return part;
        }
        if (offline)
        {
            throw new FileNotFoundException($"There is no model '{CellText.Quoted(name)}' here, nor in the cache of the Hugging Face hub, and --offline is given. On a machine with a network, 'tpt download {CellText.Quoted(name)}' brings it.");
        }
        if (!IsOffline)
        {
            messages.Say($"downloading {CellText.Quoted(name)}");
        }
        try
        {
            return await HubModel.DownloadAsync(name, options, progress, cancellationToken);
        }
        // What is missing may be a file that the loader can do without.
        catch (HubException exception) when (exception.IsTransient && part is not null)
        {
            messages.Warn($"The model '{CellText.Quoted(name)}' in the cache lacks files, and they could not be brought. {exception.Message}");
            return part;
        }
    }

    /// <summary>Whether the hub's own variables forbid the network.</summary>
    private static bool IsOffline => HubEnvironment.OfflineVariable is not null;

    /// <summary>Two names with a slash between them, and none that a path begins with. The hub has the last word.</summary>
    private static bool IsId(string name) => name.Split('/') is [{ Length: > 0 } organization, { Length: > 0 }, ..] && char.IsAsciiLetterOrDigit(organization[0]) && !name.Contains('\\', StringComparison.Ordinal);
}
