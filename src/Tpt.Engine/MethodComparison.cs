using System.Diagnostics;
using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Evidence;
using Tpt.Engine.Imaging;
using Tpt.Engine.Numerics;
using Tpt.Engine.Prompts;
using Tpt.Engine.Scoring;
using Tpt.Engine.Views;
using static TorchSharp.torch;

namespace Tpt.Engine;

/// <summary>
/// Several methods on the same views of every image. The views go through the image tower once, and each method says what it makes
/// of them. It is for evaluation and for explaining a prediction; <see cref="TptClassifier"/> is for the method that was chosen.
/// </summary>
/// <remarks>
/// A method's scores are those of a <see cref="TptClassifier"/> with the same options. One case differs: with
/// <see cref="ApproximationOptions.PatchDropout"/> as many views are computed whole as the method that keeps most of them asks for.
/// Safe for use from many threads: views are made in parallel, the model computes one image at a time.
/// </remarks>
/// <example>
/// <code>
/// ComparedMethod[] methods = [new PromptTuningOptions(), new(new PromptTuningOptions()) { Calibration = new ConfidenceMatchingOptions() }];
/// using var comparison = new MethodComparison(clip, [new("cat"), new("dog")], new TptClassifierOptions(), methods);
/// using var views = comparison.CreateViews(image);
/// ComparedImage compared = comparison.Compare(views);
/// for (var i = 0; i &lt; methods.Length; i++)
///     Console.WriteLine($"{methods[i]}: {compared.Predictions[i].PredictedLabel} in {compared.Times[i].TotalSeconds:F1} s");
/// </code>
/// </example>
public sealed class MethodComparison : IDisposable
{
    private readonly ClassifierCore _core;

    /// <summary>Prepares the classes for all the methods.</summary>
    /// <param name="model">The model. It must live as long as the comparison.</param>
    /// <param name="classes">The classes, in the order of the scores, with the names that each goes by.</param>
    /// <param name="options">The settings that the methods share, copied. <see cref="TptClassifierOptions.Method"/>,
    /// <see cref="TptClassifierOptions.Calibration"/> and <see cref="TptClassifierOptions.Gate"/> are not looked at.</param>
    /// <param name="methods">The methods, each with its calibration and its gate, at least one. They are copied.</param>
    /// <param name="progress">Hears how far the preparation has come, from 0 to 1.</param>
    /// <param name="cancellationToken">Stops the preparation, not what comes after it.</param>
    /// <exception cref="ArgumentException">There is no method, or a class name or an option cannot be: the message names it, and the fix.</exception>
    /// <exception cref="FileNotFoundException">There is no file of soft prompts.</exception>
    /// <exception cref="InvalidDataException">The soft prompt is broken, or the model's vocabulary lacks a character.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <example>
    /// <code>
    /// using var comparison = new MethodComparison(
    ///     clip, [new("cat"), new("dog")], new TptClassifierOptions { Views = { Count = 32 } }, [new ZeroShotOptions(), new PromptTuningOptions { Steps = 2 }]);
    /// </code>
    /// </example>
    public MethodComparison(
        ClipModel model, IReadOnlyList<ClassPromptSet> classes, TptClassifierOptions options, IReadOnlyList<ComparedMethod> methods, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(methods);
        if (methods.Count == 0)
        {
            throw new ArgumentException("There are no methods to compare; give at least one, such as new PromptTuningOptions().", nameof(methods));
        }
        Methods = [.. methods.Select((method, i) => (method?.Method is null ? throw new ArgumentNullException(FormattableString.Invariant($"methods[{i}]")) : method).Copy())];
        _core = new ClassifierCore(this, model, classes, options.Copy(), Methods, progress, cancellationToken);
    }

    /// <summary>The classes, in the order of the scores.</summary>
    public IReadOnlyList<string> ClassNames => _core.ClassNames;

    /// <summary>The methods. Not to be changed.</summary>
    public IReadOnlyList<ComparedMethod> Methods { get; }

    /// <summary>How many views of an image are made, the centre view first.</summary>
    public int ViewCount => _core.Needs.Views;

    /// <summary>The prompt that is in use, with {0} for the class.</summary>
    public string Template => _core.Options.Prompt.Template!;

    /// <summary>Makes the views of an image: managed code only, for any thread at any time.</summary>
    /// <param name="image">The image.</param>
    /// <returns>The views, to be disposed of by the caller.</returns>
    /// <example>
    /// <code>
    /// using var views = comparison.CreateViews(image);
    /// </code>
    /// </example>
    public ViewBatch CreateViews(ImagePixels image) => _core.CreateViews(image);

    /// <summary>What every method makes of the image that the views were made of.</summary>
    /// <param name="views">The views, as <see cref="CreateViews"/> makes them; they are not disposed of.</param>
    /// <exception cref="ArgumentException">The views were made by another classifier or comparison, with other options.</exception>
    /// <example>
    /// <code>
    /// using var views = comparison.CreateViews(image);
    /// var labels = comparison.Compare(views).Predictions.Select(prediction => prediction.PredictedLabel).Distinct();
    /// Console.WriteLine($"the methods say {string.Join(" or ", labels)}");
    /// </code>
    /// </example>
    public ComparedImage Compare(ViewBatch views)
    {
        _core.CheckViews(views, nameof(views));
        return _core.InTurn(() => CompareInTurn(views));
    }

    /// <summary>Frees the prepared prompts. The model is its owner's to dispose of.</summary>
    public void Dispose() => _core.Dispose();

    private ComparedImage CompareInTurn(ViewBatch views)
    {
        using var modes = LeafGradients.OwnModes();
        using var scope = NewDisposeScope();
        var zeroShot = _core.CentreScorer;
        var (centre, zeroShotTime) = Timed(() =>
        {
            var seen = zeroShot.Look(views);
            zeroShot.Score([seen], _ => zeroShot.LookExactly(views, seen));
            return seen;
        });
        var looker = _core.Scorers[0];
        var (all, lookTime) = Timed(() => looker.Look(views));
        // The first method that asks for it pays for it.
        var exactCentre = new Lazy<ViewEvidence>(() => zeroShot.LookExactly(views, centre));
        var exactAll = new Lazy<ViewEvidence>(() => looker.LookExactly(views, all));
        var answers = Methods.Zip(_core.Scorers, (method, scorer) =>
        {
            var needsAll = method.Method.Needs(_core.Options.Views.Count).Views > 1;
            var seen = Choose(scorer, needsAll, centre, () => all);
            var (scores, time) = Timed(() => scorer.Score([seen], _ => Choose(scorer, needsAll, exactCentre.Value, () => exactAll.Value))[0]);
            return (Scores: scores, Time: time + (ReferenceEquals(seen.Features, all.Features) ? lookTime : zeroShotTime));
        }).ToArray();
        return new ComparedImage(
            [.. answers.Select(answer => new TptPrediction(answer.Scores, ClassNames))], [.. answers.Select(answer => answer.Time)], zeroShotTime, Probabilities(all.Logits));
    }

    /// <summary>What a classifier by this method would look at: the centre view alone where the method needs no other, or where its gate leaves the image by it.</summary>
    private static ViewEvidence Choose(IImageScorer scorer, bool needsAll, ViewEvidence centre, Func<ViewEvidence> all)
    {
        var isOpen = scorer.AskGate(centre);
        return (needsAll && isOpen != false ? all() : centre) with { IsGateOpen = isOpen };
    }

    private (T Result, TimeSpan Time) Timed<T>(Func<T> work)
    {
        var start = Stopwatch.GetTimestamp();
        var result = work();
        if (_core.Model.Device.type == DeviceType.CUDA)
        {
            cuda.synchronize(_core.Model.Device);
        }
        return (result, Stopwatch.GetElapsedTime(start));
    }

    private static float[] Probabilities(Tensor logits)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return HostCopy.Floats(logits.softmax(1));
    }
}
