using System.Diagnostics;
using System.Runtime.CompilerServices;
using Tpt.Cli.Pictures;
using Tpt.Engine;
using Tpt.Engine.Methods.ZeroShot;

namespace Tpt.Cli.Predictions;

/// <summary>Scores pictures in their order, each as soon as the model is free.</summary>
/// <param name="classifier">The classifier.</param>
/// <param name="reader">Reads the pictures.</param>
internal sealed class PredictionRun(TptClassifier classifier, PictureReader reader)
{
    /// <summary>The pictures that came to an end.</summary>
    public int Count { get; private set; }

    /// <summary>Those of them that have no answer.</summary>
    public int WithoutAnswer { get; private set; }

    /// <summary>Those that have the zero-shot scores, since adaptation ended in what is no number.</summary>
    public int Fallbacks { get; private set; }

    /// <summary>Those that a gate left to zero-shot.</summary>
    public int Left { get; private set; }

    /// <summary>What a picture took, once the first was begun; NaN where none was scored.</summary>
    public double SecondsAnImage => Count == WithoutAnswer ? double.NaN : _clock.Elapsed.TotalSeconds / (Count - WithoutAnswer);

    public TimeSpan Elapsed => _clock.Elapsed;

    private readonly Stopwatch _clock = new();

    /// <summary>The pictures, bad ones too.</summary>
    public async IAsyncEnumerable<ScoredPicture> Score(IReadOnlyList<string> pictures, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _clock.Restart();
        var stream = new ViewStream(reader, classifier.CreateViews, BytesOfViews());
        await foreach (var picture in stream.Read(pictures, cancellationToken))
        {
            using (picture)
            {
                var scored = Score(picture);
                Count++;
                WithoutAnswer += scored.Prediction is null ? 1 : 0;
                Fallbacks += scored.Prediction is { IsFallback: true } ? 1 : 0;
                Left += scored.Prediction is { IsAdapted: false } ? 1 : 0;
                yield return scored;
            }
            cancellationToken.ThrowIfCancellationRequested();
        }
        _clock.Stop();
    }

    private ScoredPicture Score(PictureViews picture)
    {
        if (picture.Views is null)
        {
            return new ScoredPicture(picture.Path, null, picture.Error);
        }
        var prediction = classifier.Predict(picture.Views);
        return prediction.PredictedIndex < 0
            ? new ScoredPicture(picture.Path, null, "the model's scores of it are not numbers")
            : new ScoredPicture(picture.Path, prediction, null);
    }

    private long BytesOfViews()
    {
        var options = classifier.Options;
        var views = options.Method is ZeroShotOptions ? 1 : options.Views.Count;
        return 3L * sizeof(float) * views * classifier.Model.ImageSize * classifier.Model.ImageSize;
    }
}
