using Tpt.Engine;

namespace Microsoft.ML;

/// <summary>What <see cref="TptService"/> says of one picture.</summary>
/// <example>
/// <code>
/// TptServiceAnswer answer = await service.ClassifyAsync(File.ReadAllBytes("cat.jpg"), "animals", CancellationToken.None);
/// Console.WriteLine($"{answer.Prediction.PredictedLabel} of {answer.ClassNames.Count} classes, in {answer.Times.Scoring.TotalSeconds:F2} s");
/// </code>
/// </example>
public sealed class TptServiceAnswer
{
    internal TptServiceAnswer(string classList, IReadOnlyList<string> classNames, TptPrediction prediction, string model, int batchSize, TptServiceTimes times)
        => (ClassList, ClassNames, Prediction, Model, BatchSize, Times) = (classList, classNames, prediction, model, batchSize, times);

    /// <summary>The name of the class list.</summary>
    public string ClassList { get; }

    /// <summary>Its classes, in the order of the scores.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The scores. They are the same bits as if the picture had been alone, unless <c>Approximations.SharePasses</c> is on.</summary>
    public TptPrediction Prediction { get; }

    /// <summary>Which weights gave the answer: a prefix of their SHA-256.</summary>
    public string Model { get; }

    /// <summary>How many pictures went to the engine in one call.</summary>
    public int BatchSize { get; }

    /// <summary>Where the time went.</summary>
    public TptServiceTimes Times { get; }
}
