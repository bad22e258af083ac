using System.Globalization;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Tpt.Benchmarks.BuiltIn;
using Tpt.Benchmarks.Images;
using Tpt.Benchmarks.Loading;
using Tpt.Benchmarks.Measuring;
using Tpt.Benchmarks.Synthetic;

namespace Tpt.Benchmarks.Costs;

/// <summary>
/// <c>costs</c>: what an image costs a user, in seconds and memory, by the ML.NET pipeline from a file's bytes to scores. The weights are of a real size
/// and random. None of these settings feels that: what prunes classes or checks close calls does, see <c>row</c>.
/// </summary>
internal static class CostBenchmark
{
    private const string FitSeconds = "fit_s";
    private const string ImageSeconds = "image_s";
    private const int SpecialTokens = 2;

    private static readonly string[] _tokenizerFiles = ["merges.txt", "tokenizer_config.json", "special_tokens_map.json"];

    private static readonly string[] _adjectives = ["red", "green", "small", "large", "old", "new", "round", "flat", "sweet", "cold"];

    /// <param name="models">Names of <see cref="ModelSizes"/>.</param>
    /// <param name="classCounts">How many classes, at most 1000.</param>
    /// <param name="settings">The ways.</param>
    /// <param name="images">How many images are timed, behind a first that is not.</param>
    public static void Run(string[] models, int[] classCounts, IReadOnlyList<CostSetting> settings, int images)
    {
        foreach (var model in models)
        {
            var folder = Directory.CreateTempSubdirectory("tpt-costs");
            try
            {
                Write(folder.FullName, model);
                foreach (var classes in classCounts)
                {
                    foreach (var setting in settings)
                    {
                        var measures = ChildProcess.Run("costs-child", folder.FullName, classes.ToString(CultureInfo.InvariantCulture), setting.Name, images.ToString(CultureInfo.InvariantCulture));
                        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                            $"costs model={model} classes={classes} setting={setting.Name} image_s={measures[ImageSeconds]:0.00} fit_s={measures[FitSeconds]:0.0} peak_gb={measures[PeakMemory.Name]:0.0}"));
                    }
                }
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
    }

    /// <summary>One way in a process of its own: fits, scores one image, and times those behind it.</summary>
    public static void RunChild(string checkpoint, int classes, string setting, int images)
    {
        var context = new MLContext();
        var paths = EvaluationImages.Read(EvaluationImages.SampleFolder).Cycle(images + 1);
        var rows = context.Data.LoadFromEnumerable(paths.Select(path => new ImageRow { Path = path }).ToArray());
        var pipeline = context.Transforms.LoadRawImageBytes("Image", imageFolder: null, nameof(ImageRow.Path))
            .Append(context.Transforms.TestTimePromptTuning(CostSetting.Of(setting).Options(checkpoint, ClassNames(classes))));
        TransformerChain<TptTransformer>? model = null;
        ChildProcess.Report(FitSeconds, Alternation.Time(() => model = pipeline.Fit(rows)));
        using (model)
        {
            using var scores = model!.Transform(rows).GetColumn<float[]>("Score").GetEnumerator();
            Next(scores);
            var seconds = Enumerable.Range(0, images).Select(_ => Alternation.Time(() => Next(scores))).ToArray();
            ChildProcess.Report(ImageSeconds, Alternation.Median(seconds));
        }
        PeakMemory.Report();
    }

    private static void Next(IEnumerator<float[]> scores)
    {
        if (!scores.MoveNext() || !scores.Current.All(float.IsFinite))
        {
            throw new InvalidOperationException("A row has no scores.");
        }
    }

    /// <summary>Writes a checkpoint of a size, with random weights and the built-in model's tokenizer.</summary>
    internal static void Write(string folder, string model)
    {
        var config = ModelSizes.Of(model);
        SyntheticCheckpoint.Write(folder, config, "safetensors", "fp16");
        var builtIn = Path.Combine(AppContext.BaseDirectory, "Tpt.BuiltInModel");
        foreach (var file in _tokenizerFiles)
        {
            File.Copy(Path.Combine(builtIn, file), Path.Combine(folder, file));
        }
        var vocabulary = JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(Path.Combine(builtIn, "vocab.json")))!;
        File.WriteAllText(Path.Combine(folder, "vocab.json"), JsonSerializer.Serialize(Lengthen(vocabulary, config.Text.VocabSize)));
    }

    /// <summary>The built-in model's vocabulary with tokens that no text has, so that it is as long as CLIP's. The two special tokens stay the last.</summary>
    private static Dictionary<string, int> Lengthen(Dictionary<string, int> vocabulary, int size)
    {
        string[] words = [.. vocabulary.OrderBy(entry => entry.Value).Select(entry => entry.Key)];
        var unused = Enumerable.Range(0, size - words.Length).Select(i => string.Create(CultureInfo.InvariantCulture, $"<unused {i}>"));
        return words[..^SpecialTokens].Concat(unused).Concat(words[^SpecialTokens..]).Select((word, id) => (word, id)).ToDictionary(entry => entry.word, entry => entry.id);
    }

    /// <summary>Names of the sample's pictures, behind an adjective where they do not suffice.</summary>
    internal static string[] ClassNames(int count)
    {
        var names = EvaluationImages.Read(EvaluationImages.SampleFolder).ClassNames;
        return [.. names.Concat(_adjectives.SelectMany(adjective => names.Select(name => $"{adjective} {name}"))).Take(count)];
    }
}
