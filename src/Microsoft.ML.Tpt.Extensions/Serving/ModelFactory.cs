using Microsoft.Extensions.Logging;
using Microsoft.ML.Tpt.Models;
using Tpt.Engine;
using Tpt.Engine.Imaging;
using Tpt.Engine.Validation;

namespace Microsoft.ML.Tpt.Serving;

/// <summary>Loads what is to be served: the weights, a classifier for each class list, and a first picture that shows that they give numbers.</summary>
internal sealed class ModelFactory
{
    private const int ProbeSide = 64;

    private readonly MLContext _mlContext = new();
    private readonly TptOptions _tpt;
    private readonly TptServiceOptions _service;

    public ModelFactory(TptOptions tpt, TptServiceOptions service, ILogger logger)
    {
        (_tpt, _service) = (tpt, service);
        _mlContext.LogTo(logger);
    }

    /// <inheritdoc cref="NamedFiles.Require"/>
    public void RequireFiles() => NamedFiles.Require(_tpt, _service);

    /// <summary>What is watched, for messages; null where nothing can change.</summary>
    public string? WatchedPath => _service.SavedModelPath ?? _tpt.Model.Path;

    /// <summary>The files and folders whose change means another model.</summary>
    public IEnumerable<string> WatchedPaths()
    {
        if (_service.SavedModelPath is { } saved)
        {
            return [saved];
        }
        string?[] named = [_tpt.Model.Path, _tpt.Model.TokenizerFolder, _tpt.Model.ImageTowerPath];
        return named.OfType<string>().SelectMany(Places).Append(_tpt.Prompt.SoftPromptPath).OfType<string>();
    }

    /// <summary>A file of weights has its configuration beside it.</summary>
    private static IEnumerable<string> Places(string path)
    {
        var found = ModelPlaces.Of(path).FirstThere ?? path;
        return File.Exists(found) && Path.GetDirectoryName(Path.GetFullPath(found)) is { } folder ? [folder] : [found];
    }

    /// <param name="cancellationToken">Stops between two class lists.</param>
    /// <exception cref="InvalidDataException">The files are damaged, or of another kind; or the model gives no numbers.</exception>
    public ServedModel Load(CancellationToken cancellationToken)
    {
        var lists = ClassLists.Of(_tpt, _service);
        var transformer = LoadTransformer(lists, cancellationToken);
        var owned = new List<TptClassifier>();
        try
        {
            if (_service.SavedModelPath is not null)
            {
                lists.TryAdd(TptServiceOptions.OwnList, transformer.ClassNames);
            }
            var classifiers = new Dictionary<string, TptClassifier>(StringComparer.OrdinalIgnoreCase);
            foreach (var (name, classNames) in lists)
            {
                if (classNames.SequenceEqual(transformer.ClassNames, StringComparer.Ordinal))
                {
                    classifiers.Add(name, transformer.Scorer.Classifier);
                    continue;
                }
                owned.Add(new TptClassifier(
                    transformer.Scorer.Model, ClassPrompts.ClassList.FromNames(classNames), transformer.Scorer.Options.Engine, progress: null, cancellationToken));
                classifiers.Add(name, owned[^1]);
            }
            if (_service.DefaultClassList is { } chosen && !classifiers.ContainsKey(chosen))
            {
                throw new ArgumentException($"Service.{nameof(TptServiceOptions.DefaultClassList)} is '{Excerpt.Of(chosen)}', but the lists are {Excerpt.Of([.. classifiers.Keys])}.");
            }
            Probe(transformer.Scorer.Classifier);
            return new ServedModel(transformer, classifiers, owned);
        }
        catch
        {
            owned.ForEach(classifier => classifier.Dispose());
            transformer.Dispose();
            throw;
        }
    }

    private TptTransformer LoadTransformer(Dictionary<string, IReadOnlyList<string>> lists, CancellationToken cancellationToken)
    {
        if (_service.SavedModelPath is not { } path)
        {
            var none = _mlContext.Data.LoadFromEnumerable(Array.Empty<ImageRow>());
            var options = _tpt with { ClassNames = lists[ClassLists.Default(lists.Keys, _service)], InputColumnName = nameof(ImageRow.Image), CancellationToken = cancellationToken };
            return _mlContext.Transforms.TestTimePromptTuning(options).Fit(none);
        }
        var load = new TptLoadOptions { GpuDeviceId = _tpt.Model.GpuDeviceId, FallbackToCpu = _tpt.Model.FallbackToCpu, Download = _tpt.Model.Download };
        var model = _mlContext.Model.LoadFrom(path, load, out _);
        var stages = (model as IEnumerable<ITransformer> ?? [model]).OfType<TptTransformer>().ToArray();
        if (stages.Length == 1)
        {
            return stages[0];
        }
        (model as IDisposable)?.Dispose();
        throw new InvalidDataException($"'{path}' is a model with {stages.Length} stages TestTimePromptTuning at its top. A service needs one.");
    }

    /// <summary>It also brings the kernels into memory, so that the first request is like any other.</summary>
    private static void Probe(TptClassifier classifier)
    {
        var pixels = new byte[ProbeSide * ProbeSide];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)((i * 7) ^ (i / ProbeSide * 13));
        }
        if (classifier.Predict(ImagePixels.FromGray(pixels, ProbeSide, ProbeSide)).PredictedIndex < 0)
        {
            throw new InvalidDataException($"The model in '{classifier.Model.Folder}' gives scores that are not numbers.");
        }
    }
}
