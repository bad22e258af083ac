using Microsoft.ML;

namespace Tpt.Fuzz.Targets;

/// <summary>What a saved model gives when it is loaded: class names, and the scores of one picture; none where it reads or writes other columns than the saved ones.</summary>
internal sealed record LoadedModel(string[] ClassNames, float[] Scores)
{
    /// <summary>Loads the file, classifies the picture and disposes of everything.</summary>
    public static LoadedModel From(MLContext context, Stream file)
    {
        var model = context.Model.Load(file, out _);
        using var owner = model as IDisposable;
        var transformer = Stages(model).OfType<TptTransformer>().Single();
        if (transformer.Options is not { InputColumnName: nameof(BytesRow.Image), PredictedLabelColumnName: nameof(ScoredRow.PredictedLabel), ScoreColumnName: nameof(ScoredRow.Score) })
        {
            return new LoadedModel([.. transformer.ClassNames], []);
        }
        var rows = context.Data.LoadFromEnumerable([new BytesRow { Image = RowScoring.Pictures[0] }]);
        var row = context.Data.CreateEnumerable<ScoredRow>(transformer.Transform(rows), reuseRowObject: false).Single();
        Oracle.CheckScores(row.Score);
        return new LoadedModel([.. transformer.ClassNames], row.Score);
    }

    /// <exception cref="WrongResultException">The class names or the scores differ.</exception>
    public void CheckSame(LoadedModel expected)
    {
        if (!ClassNames.SequenceEqual(expected.ClassNames))
        {
            throw new WrongResultException($"the damaged file loads, with classes {string.Join(", ", ClassNames.Take(5))}");
        }
        Oracle.CheckSame(Scores, expected.Scores, "the damaged file loads and");
    }

    private static IEnumerable<ITransformer> Stages(ITransformer model) => model is IEnumerable<ITransformer> chain ? chain.SelectMany(Stages) : [model];
}
