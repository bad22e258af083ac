using Tpt.Pretraining.Pictures;
using Tpt.Pretraining.Texts;

namespace Tpt.Pretraining.Training;

/// <summary>
/// Draws batches from the training split: concepts without repetition, then a style of each by the styles' weights, then a
/// caption. A batch follows from the seed and the step alone, so that a run that goes on draws what it would have drawn.
/// </summary>
internal sealed class BatchSampler
{
    private static readonly string[] _hardGroups =
        ["animals-nature", "food-drink", "objects", "travel-places", "activities", "smileys-emotion", "people-body", "icons"];

    private readonly PictureLibrary _library;
    private readonly CaptionSampler _captions;
    private readonly TrainingSettings _settings;
    private readonly (int Concept, int[] Pictures, double[] Weights)[] _concepts;

    public BatchSampler(PictureLibrary library, CaptionSampler captions, TrainingSettings settings)
    {
        (_library, _captions, _settings) = (library, captions, settings);
        _concepts = [.. library.Pictures
            .Select((picture, index) => (picture, index))
            .Where(p => library.Styles[p.picture.Style].Split == Split.Training && library.Concepts[p.picture.Concept].Split == Split.Training)
            .GroupBy(p => p.picture.Concept)
            .OrderBy(g => g.Key)
            .Select(g => (g.Key, g.Select(p => p.index).ToArray(), g.Select(p => library.Styles[p.picture.Style].Weight).ToArray()))];
        if (_concepts.Length < settings.BatchSize)
        {
            throw new ArgumentException(
                $"BatchSize is {settings.BatchSize}, but only {_concepts.Length} concepts have pictures to train on; choose at most that many.", nameof(settings));
        }
    }

    public int ConceptCount => _concepts.Length;

    public int PictureCount => _concepts.Sum(c => c.Pictures.Length);

    /// <param name="step">Steps done before this one.</param>
    public TrainingBatch Next(int step)
    {
        var random = new Random(unchecked(_settings.Seed * 1_000_003 + step));
        var hardGroup = step >= _settings.HardBatchesFrom * _settings.Steps && random.Next(2) == 0
            ? _hardGroups[random.Next(_hardGroups.Length)]
            : null;
        var chosen = Draw(_settings.BatchSize, hardGroup, random);
        var pictures = Array.ConvertAll(chosen, c => DrawPicture(_concepts[c], random));
        var captions = Array.ConvertAll(chosen, c => _captions.Caption(_library.Concepts[_concepts[c].Concept], random));
        var pairs = Enumerable.Range(0, _settings.TextPairs).Select(_ => _captions.TextPair(random)).ToArray();
        return new TrainingBatch(pictures, captions, pairs);
    }

    /// <summary>Weighted drawing without replacement: the largest of <c>u^(1/w)</c> (Efraimidis and Spirakis).</summary>
    private int[] Draw(int count, string? hardGroup, Random random)
    {
        var keys = new double[_concepts.Length];
        var order = new int[_concepts.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            var group = _library.Concepts[_concepts[i].Concept].Group;
            keys[i] = -Math.Log(1 - random.NextDouble()) / (WeightOf(group) * (group == hardGroup ? 8 : 1));
            order[i] = i;
        }
        Array.Sort(keys, order);
        return order[..count];
    }

    private static int DrawPicture((int Concept, int[] Pictures, double[] Weights) concept, Random random)
    {
        var at = random.NextDouble() * concept.Weights.Sum();
        for (var i = 0; i < concept.Pictures.Length - 1; i++)
        {
            if ((at -= concept.Weights[i]) < 0)
            {
                return concept.Pictures[i];
            }
        }
        return concept.Pictures[^1];
    }

    /// <summary>People and signs come in many near copies, and icons in few styles; animals and food are what is evaluated.</summary>
    private static double WeightOf(string group) => group switch
    {
        "people-body" => 0.45,
        "symbols" => 0.5,
        "icons" => 0.4,
        "animals-nature" or "food-drink" => 2.5,
        _ => 1,
    };
}
