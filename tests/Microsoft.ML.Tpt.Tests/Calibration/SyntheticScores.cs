using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Calibration;

/// <summary>Scored rows by hand and by chance, as an <see cref="IDataView"/> whose slots have the names of the classes.</summary>
internal static class SyntheticScores
{
    public static string[] ClassNames(int count) => [.. Enumerable.Range(0, count).Select(i => $"class {i}")];

    /// <summary>Logits z by a normal distribution, scores softmax(z), and labels drawn from softmax(z / temperature): at that temperature they are calibrated.</summary>
    public static LabelledScore[] Draw(int rows, int classes, double temperature, int seed)
    {
        var random = new Random(seed);
        var names = ClassNames(classes);
        return [.. Enumerable.Range(0, rows).Select(i =>
        {
            double[] logits = [.. Enumerable.Range(0, classes).Select(_ => 4 * Normal(random))];
            float[] scores = [.. Softmax(logits, 1).Select(p => (float)p)];
            return new LabelledScore
            {
                Id = i, Label = names[Pick(Softmax(logits, temperature), random)], Score = scores, PredictedLabel = (uint)Array.IndexOf(scores, scores.Max()),
            };
        })];
    }

    public static IDataView Load(MLContext context, IEnumerable<LabelledScore> rows, params string[] classNames)
    {
        var definition = SchemaDefinition.Create(typeof(LabelledScore));
        definition[nameof(LabelledScore.Score)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, classNames.Length);
        definition[nameof(LabelledScore.Score)].AddAnnotation("SlotNames",
            new VBuffer<ReadOnlyMemory<char>>(classNames.Length, [.. classNames.Select(name => name.AsMemory())]), new VectorDataViewType(TextDataViewType.Instance, classNames.Length));
        definition[nameof(LabelledScore.PredictedLabel)].ColumnType = new KeyDataViewType(typeof(uint), classNames.Length);
        return context.Data.LoadFromEnumerable(rows, definition);
    }

    /// <summary>Rows of two classes, <c>a</c> and <c>b</c>.</summary>
    public static IDataView OfTwo(MLContext context, params (string Label, float[] Scores)[] rows) =>
        Load(context, rows.Select(row => new LabelledScore { Label = row.Label, Score = row.Scores }).ToArray(), "a", "b");

    /// <summary>The mean negative log-likelihood of the labels, from its formula.</summary>
    public static double Loss(IReadOnlyList<LabelledScore> rows, double temperature)
    {
        var names = ClassNames(rows[0].Score.Length);
        return rows.Average(row => -Math.Log(Softmax([.. row.Score.Select(score => Math.Log(score))], temperature)[Array.IndexOf(names, row.Label)]));
    }

    private static double[] Softmax(double[] logits, double temperature)
    {
        var highest = logits.Max();
        double[] shares = [.. logits.Select(logit => Math.Exp((logit - highest) / temperature))];
        var sum = shares.Sum();
        return [.. shares.Select(share => share / sum)];
    }

    private static int Pick(double[] probabilities, Random random)
    {
        var left = random.NextDouble();
        for (var i = 0; i < probabilities.Length - 1; i++)
        {
            left -= probabilities[i];
            if (left < 0)
            {
                return i;
            }
        }
        return probabilities.Length - 1;
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
