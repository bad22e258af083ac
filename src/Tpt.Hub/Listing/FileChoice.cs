namespace Tpt.Hub.Listing;

/// <summary>
/// Chooses the files of a model that the loader reads: one set of weights, and the small files beside it. What it would choose in a
/// folder with all files of the repository is what is brought, so a download loads as the whole repository would.
/// </summary>
internal sealed class FileChoice
{
    private const string OpenClipConfiguration = "open_clip_config.json";

    /// <summary>The configuration and the preprocessing. An adapter's configuration changes what the weights mean: the loader has to see it.</summary>
    private static readonly string[] _configuration = ["config.json", OpenClipConfiguration, "preprocessor_config.json", "processor_config.json", "adapter_config.json"];

    private static readonly string[] _tokenizer =
    [
        "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.json", "merges.txt",
        "spiece.model", "sentencepiece.bpe.model", "tokenizer.model",
    ];

    private readonly HubReference _model;
    private readonly IReadOnlyList<HubFile> _all;
    private readonly HubFile[] _files;
    private readonly string _folder;

    private FileChoice(HubReference model, IReadOnlyList<HubFile> all, string folder)
        => (_model, _all, _folder, _files) = (model, all, folder, [.. all.Where(file => file.Folder == folder)]);

    /// <summary>The files to bring: the weights last, and of weights in parts the index last of all. So a folder with weights has all else.</summary>
    /// <param name="files">All files of the repository.</param>
    /// <param name="model">The model, and the file or folder of it that is meant.</param>
    /// <param name="content">What of it is wanted.</param>
    /// <exception cref="HubException">There is no such file, nothing that the loader reads, or it is open what is meant; or a name is unsafe.</exception>
    public static IReadOnlyList<HubFile> Of(IReadOnlyList<HubFile> files, HubReference model, HubContent content)
    {
        var file = model.File is null ? null : files.FirstOrDefault(file => file.Name == model.File);
        var folder = file?.Folder ?? (model.File is null ? "" : $"{model.File}/");
        if (file is null && model.File is not null && !files.Any(other => other.Name.StartsWith(folder, StringComparison.Ordinal)))
        {
            throw NotThere(files, model);
        }

        var choice = new FileChoice(model, files, folder);
        var chosen = (content == HubContent.Tokenizer
            ? choice.Tokenizer()
            : choice.Beside().Concat(choice.WithParts(file?.ShortName ?? choice.Weights()))).Distinct().ToArray();
        foreach (var one in chosen)
        {
            FileNames.RequirePortable(one.Name);
        }
        return chosen;
    }

    private HubFile[] Named(string[] names) => [.. names.Select(Find).OfType<HubFile>()];

    private HubFile[] Beside() => Named([.. _configuration, .. _tokenizer]);

    private HubFile[] Tokenizer() => Named(_tokenizer) is { Length: > 0 } files ? files
        : throw new HubException(HubFailure.NothingToLoad, $"'{_model.Path}' has no tokenizer on the hub: none of {string.Join(", ", _tokenizer)}. Name another model as the tokenizer's, such as openai/clip-vit-base-patch16 for a CLIP.");

    private HubFile? Find(string name) => _files.FirstOrDefault(file => file.ShortName == name);

    /// <summary>A file with the weights that it is the index of.</summary>
    private HubFile[] WithParts(string name)
    {
        var file = Find(name)!;
        if (!WeightFiles.IsIndex(name))
        {
            return [file];
        }

        HubFile[] parts = [.. _files.Where(part => WeightFiles.IsPartOf(name, part.ShortName))];
        return parts.Length > 0 ? [.. parts, file]
            : throw new HubException(HubFailure.NothingToLoad, $"'{_model.Path}' has the index '{name}' and none of the parts of the weights that belong to it: name another of its files. It has {HubText.List(Names(WeightFiles.IsWeights))}.");
    }

    /// <summary>In the loader's order: usual names before others, safetensors before pickles.</summary>
    private string Weights()
    {
        string[] usual = Find(OpenClipConfiguration) is null
            ? [.. WeightFiles.HuggingFace, .. WeightFiles.OpenClip]
            : [.. WeightFiles.OpenClip, .. WeightFiles.HuggingFace];
        return usual.FirstOrDefault(name => Find(name) is not null)
            ?? Only(WeightFiles.IsVariant, name => name.Contains(".safetensors", StringComparison.Ordinal))
            ?? Only(WeightFiles.IsSafetensors)
            ?? Only(WeightFiles.IsIndex)
            ?? Only(WeightFiles.IsVariant)
            ?? Only(WeightFiles.IsPickle)
            ?? throw Nothing();
    }

    /// <summary>The one file that all conditions hold for; null where there is none.</summary>
    private string? Only(params Func<string, bool>[] conditions) => Names(name => conditions.All(condition => condition(name))) switch
    {
        [] => null,
        [var name] when !WeightFiles.IsPart(name) => name,
        var names when names.All(WeightFiles.IsPart) => throw new HubException(HubFailure.NothingToLoad, $"'{_model.Path}' has parts of weights, {HubText.List(names)}, and no index of them (.index.json): it cannot be loaded."),
        var names => throw new HubException(HubFailure.NothingToLoad, $"'{_model.Path}' has several files of weights, {HubText.List(names)}: name the one that is meant, such as {(_model with { File = $"{_folder}{names[0]}" }).Path}."),
    };

    private string[] Names(Func<string, bool> condition) => [.. _files.Select(file => file.ShortName).Where(condition).Order(StringComparer.Ordinal)];

    private HubException Nothing()
    {
        string[] folders = [.. _all.Where(file => file.Folder != _folder && WeightFiles.IsWeights(file.ShortName)).Select(file => file.Folder.TrimEnd('/')).Where(folder => folder.Length > 0).Distinct()];
        var advice = folders.Length > 0
            ? $"Folders of it have some: name one, such as {(_model with { File = folders[0] }).Path}. They are {HubText.List(folders)}"
            : $"It has {HubText.List(_all.Select(file => file.Name))}. The loader reads .safetensors, .bin, .pt, .pth and .ckpt";
        return new HubException(HubFailure.NothingToLoad, $"'{_model.Path}' has no weights that can be loaded. {advice}.");
    }

    private static HubException NotThere(IReadOnlyList<HubFile> files, HubReference model)
    {
        var near = NearNames.Of(model.File!, files.Select(file => file.Name));
        var names = near.Length > 0 ? near : files.Where(file => WeightFiles.IsWeights(file.ShortName)).Select(file => file.Name).ToArray();
        var advice = names.Length > 0 ? $" It has {HubText.List(names)}." : "";
        return new HubException(HubFailure.FileNotFound, $"The model '{(model with { File = null }).Path}' has no file or folder '{model.File}' on the hub.{advice}");
    }
}
