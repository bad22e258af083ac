using System.Text.RegularExpressions;
using Microsoft.ML.Tpt.Internals;
using Tpt.Engine;
using Tpt.Engine.Checkpoints.Layouts;
using Tpt.Hub;

namespace Microsoft.ML.Tpt.Models;

/// <summary>What other tools take for a model and this library does not: the form that works, as a sentence.</summary>
internal static class ModelNameHint
{
    private const int MostIds = 3;

    /// <summary>Whose weights are named first, where an architecture has many: the last of these.</summary>
    private static readonly string[] _publishers = ["laion/", "openai/"];

    /// <summary>A page of the hub, of a model, a revision or a file; and an id as OpenCLIP and the hub's own tools write it.</summary>
    private static readonly Regex[] _forms =
    [
        Form(@"^((https?|hf)://)?(www\.)?(huggingface\.co|hf\.co)/(?<id>[^/?#]+/[^/?#]+)(/(tree|blob|resolve|raw)/(?<revision>[^/?#]+)(/(?<file>[^?#]+))?)?/?([?#].*)?$"),
        Form(@"^(hf-hub:|hf_hub:|hf://|huggingface:)(?<id>[^/:?#]+/[^/:?#]+)$"),
    ];

    /// <summary>A sentence with a blank before it; empty where the path is of no such form.</summary>
    public static string Of(string path)
    {
        foreach (var form in _forms)
        {
            if (form.Match(path) is { Success: true } match && OfId(match) is { } model)
            {
                return $" Write '{MessageText.Cut(model.Path)}', the id on the Hugging Face hub alone, with {nameof(ModelOptions)}.{nameof(ModelOptions.Download)} = true or once the command `{MessageText.Cut(model.DownloadCommand)}` has brought its files.";
            }
        }

        if (path.Contains("://", StringComparison.Ordinal))
        {
            return " That is an address, and nothing is downloaded: bring the files here and name their folder.";
        }

        if (path.StartsWith('~'))
        {
            return " A path is taken as it is written, and '~' means the user's folder only in a shell: write the whole path.";
        }

        return WrittenPath.IsOfWindowsAlone(path) && !OperatingSystem.IsWindows()
            ? " That is a path of Windows, with a drive or a server, and leads nowhere on this system."
            : OfArchitecture(path);
    }

    private static Regex Form(string pattern) =>
        new(pattern, RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    private static HubReference? OfId(Match match)
    {
        var (revision, file) = (match.Groups["revision"].Value, match.Groups["file"].Value);
        return HubReference.Parse(match.Groups["id"].Value + (revision.Length == 0 ? "" : $"@{revision}") + (file.Length == 0 ? "" : $"/{file}"));
    }

    private static string OfArchitecture(string path)
    {
        var name = path.Replace("@336px", "-336", StringComparison.OrdinalIgnoreCase);
        var tags = PretrainedTags.All.Where(tag => tag.IsCalled(name)).ToArray();
        if (tags.Length == 0)
        {
            name = name.Replace('/', '-');
            tags = [.. PretrainedTags.All.Where(tag => tag.Architecture.Equals(name, StringComparison.OrdinalIgnoreCase))];
        }

        var ids = tags.Where(tag => tag.HubIds.Count > 0).Select(tag => tag.HubIds[^1]).Distinct().OrderByDescending(RankOf).Take(MostIds).ToArray();
        return ids.Length == 0
            ? ""
            : $" That is OpenCLIP's name of an architecture. Write a folder, or the id of weights on the Hugging Face hub, such as {string.Join(" or ", ids.Select(id => $"'{id}'"))}, with Download = true or once the command `tpt download {ids[0]}` has brought them.";
    }

    private static int RankOf(string id) => Array.FindLastIndex(_publishers, publisher => id.StartsWith(publisher, StringComparison.Ordinal));
}
