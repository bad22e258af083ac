using System.Diagnostics;
using Tpt.Engine;
using Tpt.Engine.Approximations;
using Tpt.Engine.Imaging;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Methods.ZeroShot;

namespace Tpt.Cli.Models;

/// <summary>What one picture takes on this machine, from its pixels to its scores.</summary>
/// <param name="ZeroShotSeconds">Without adaptation.</param>
/// <param name="AdaptedSeconds">With prompt tuning as published: 64 views, one step.</param>
internal sealed record SpeedMeasurement(double ZeroShotSeconds, double AdaptedSeconds)
{
    /// <summary>With up to a hundred the number of classes changes little.</summary>
    public const int ClassCount = 10;

    private const int Width = 500;
    private const int Height = 375;

    /// <summary>Scores a made picture of 500 x 375 pixels once by each method, after one that warms the model up.</summary>
    /// <param name="model">The model.</param>
    /// <param name="approximations">Those that the model was loaded for.</param>
    /// <param name="cancellationToken">Stops between two pictures.</param>
    public static SpeedMeasurement Of(ClipModel model, ApproximationOptions approximations, CancellationToken cancellationToken)
    {
        string[] classes = [.. Enumerable.Range(1, ClassCount).Select(number => FormattableString.Invariant($"class {number}"))];
        var picture = Picture();
        var options = new TptClassifierOptions { Approximations = approximations, Method = new ZeroShotOptions() };
        using var zeroShot = new TptClassifier(model, classes, options);
        _ = Seconds(zeroShot, picture);
        var seconds = Seconds(zeroShot, picture);
        cancellationToken.ThrowIfCancellationRequested();
        using var adapted = new TptClassifier(model, classes, options with { Method = new PromptTuningOptions() });
        return new SpeedMeasurement(seconds, Seconds(adapted, picture));
    }

    private static double Seconds(TptClassifier classifier, ImagePixels picture)
    {
        var clock = Stopwatch.StartNew();
        classifier.Predict(picture);
        return clock.Elapsed.TotalSeconds;
    }

    /// <summary>Neither flat nor noise. What is in it changes no time.</summary>
    private static ImagePixels Picture()
    {
        var pixels = new byte[3 * Width * Height];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(i * 7 / 3);
        }
        return ImagePixels.FromRgb(pixels, Width, Height);
    }
}
