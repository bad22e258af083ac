using Tpt.Engine.Approximations;
using Tpt.Engine.Imaging;
using Tpt.Engine.Prompts;
using Tpt.Engine.Scoring;
using Tpt.Engine.Views;

namespace Tpt.Engine;

/// <summary>
/// Classifies images among named classes, adapting the prompt to every image by itself. Nothing is kept from one image
/// to the next, so an image's scores depend on its pixels, the classes, the options and the model alone (and on the images of the
/// same call where <see cref="ApproximationOptions.SharePasses"/> is on).
/// </summary>
/// <remarks>Safe for use from many threads: views are made in parallel, the model computes one image at a time.</remarks>
/// <example>
/// <code>
/// using var clip = ClipModel.LoadBuiltIn();
/// using var classifier = new TptClassifier(clip, ["cat", "dog", "horse"]);
/// TptPrediction prediction = classifier.Predict(image);
/// for (var i = 0; i &lt; classifier.ClassNames.Count; i++)
///     Console.WriteLine($"{classifier.ClassNames[i]}: {prediction.ZeroShotScores.Span[i]:P1} -> {prediction.Scores.Span[i]:P1}");
/// </code>
/// </example>
public sealed class TptClassifier : IDisposable
{
    private readonly ClassifierCore _core;

    /// <summary>Prepares the class names with the published settings.</summary>
    /// <inheritdoc cref="TptClassifier(ClipModel, IReadOnlyList{ClassPromptSet}, TptClassifierOptions, IProgress{double}, CancellationToken)"/>
    /// <param name="model">The model. It must live as long as the classifier.</param>
    /// <param name="classNames">The classes, in the order of the scores: at least one, none blank, none twice.</param>
    /// <example>
    /// <code>
    /// using var classifier = new TptClassifier(clip, ["cat", "dog", "horse"]);
    /// </code>
    /// </example>
    public TptClassifier(ClipModel model, IReadOnlyList<string> classNames)
        : this(model, classNames, new TptClassifierOptions())
    {
    }

    /// <summary>Prepares the class names.</summary>
    /// <inheritdoc cref="TptClassifier(ClipModel, IReadOnlyList{ClassPromptSet}, TptClassifierOptions, IProgress{double}, CancellationToken)"/>
    /// <param name="model">The model. It must live as long as the classifier.</param>
    /// <param name="classNames">The classes, in the order of the scores: at least one, none blank, none twice.</param>
    /// <param name="options">The settings, copied.</param>
    /// <example>
    /// <code>
    /// using var classifier = new TptClassifier(clip, ["cat", "dog", "horse"], new TptClassifierOptions { Views = { Count = 32, Seed = 1 } });
    /// </code>
    /// </example>
    public TptClassifier(ClipModel model, IReadOnlyList<string> classNames, TptClassifierOptions options)
        : this(model, [.. (classNames ?? throw new ArgumentNullException(nameof(classNames))).Select(name => new ClassPromptSet(name))], options)
    {
    }

    /// <summary>Prepares classes that go by several names each.</summary>
    /// <remarks>
    /// It costs one pass of the text tower over the prompts, one for each template of an ensemble, and with
    /// <see cref="ApproximationOptions.FirstOrderTolerance"/> more than a hundred; with <see cref="Methods.FlatPrompt.FlatPromptOptions"/> thousands. Predictions of other classifiers go on meanwhile.
    /// </remarks>
    /// <param name="model">The model. It must live as long as the classifier.</param>
    /// <param name="classes">The classes, in the order of the scores, with the names that each goes by.</param>
    /// <param name="options">The settings, copied.</param>
    /// <param name="progress">Hears how far the preparation has come, from 0 to 1.</param>
    /// <param name="cancellationToken">Stops the preparation, not what comes after it.</param>
    /// <exception cref="ArgumentException">A class name or an option cannot be: the message names it, and the fix.</exception>
    /// <exception cref="FileNotFoundException">There is no file of soft prompts.</exception>
    /// <exception cref="InvalidDataException">The soft prompt is broken, or the model's vocabulary lacks a character.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <example>
    /// <code>
    /// ClassPromptSet[] classes = [new("cat", ["cat", "kitten"]), new("dog", ["dog", "puppy"])];
    /// using var classifier = new TptClassifier(clip, classes, new TptClassifierOptions { Prompt = { Template = "a sketch of a {0}." } });
    /// </code>
    /// </example>
    public TptClassifier(
        ClipModel model, IReadOnlyList<ClassPromptSet> classes, TptClassifierOptions options, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
        : this(model, classes, options, methodState: null, progress, cancellationToken)
    {
    }

    /// <summary>Prepares classes with what was computed for them before.</summary>
    /// <param name="model">The model.</param>
    /// <param name="classes">The classes.</param>
    /// <param name="options">The settings, copied.</param>
    /// <param name="methodState">The <see cref="MethodState"/> of a classifier with the same model, classes and options; null to compute it.</param>
    /// <param name="progress">Hears how far the preparation has come.</param>
    /// <param name="cancellationToken">Stops the preparation.</param>
    /// <exception cref="InvalidDataException">The state is damaged.</exception>
    internal TptClassifier(
        ClipModel model, IReadOnlyList<ClassPromptSet> classes, TptClassifierOptions options, byte[]? methodState, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(options);
        var copy = options.Copy();
        _core = new ClassifierCore(this, model, classes, copy, [new ComparedMethod(copy.Method) { Calibration = copy.Calibration, Gate = copy.Gate }], progress, cancellationToken, methodState);
        var context = Scorer.State?.InitialContext ?? _core.Prompts.InitialContext;
        (ContextTokenCount, ContextWidth) = ((int)context.shape[0], (int)context.shape[1]);
    }

    /// <summary>The classes, in the order of the scores.</summary>
    public IReadOnlyList<string> ClassNames => _core.ClassNames;

    /// <summary>The model.</summary>
    public ClipModel Model => _core.Model;

    /// <summary>A copy of the settings, with the prompt template that is in use.</summary>
    public TptClassifierOptions Options => _core.Options.Copy();

    /// <summary>How many views each image's prediction rests on; 0 without adaptation.</summary>
    public int SelectedViewCount => _core.Needs.SelectedViews;

    /// <summary>The number of context vectors.</summary>
    public int ContextTokenCount { get; }

    /// <summary>The length of a context vector.</summary>
    public int ContextWidth { get; }

    /// <summary>What the method computed once for the classes, in bytes; null for nothing.</summary>
    internal byte[]? MethodState => Scorer.State?.Save();

    /// <summary>The way of an image through the engine, for who times its parts; <see cref="Predict(IReadOnlyList{ViewBatch})"/> walks it one image at a time.</summary>
    internal IImageScorer Scorer => _core.Scorers[0];

    /// <summary>Makes the views of an image: managed code only, for any thread at any time.</summary>
    /// <param name="image">The image.</param>
    /// <returns>The views, to be disposed of by the caller.</returns>
    /// <example>
    /// <code>
    /// // The views of the next image are made while the model works on this one.
    /// using var first = classifier.CreateViews(image);
    /// var next = Task.Run(() => classifier.CreateViews(ImagePixels.FromRgb(pixels, width, height)));
    /// TptPrediction prediction = classifier.Predict(first);
    /// using var second = next.Result;
    /// </code>
    /// </example>
    public ViewBatch CreateViews(ImagePixels image) => _core.CreateViews(image);

    /// <summary>Classifies one image.</summary>
    /// <param name="image">The image, of any size.</param>
    /// <example>
    /// <code>
    /// TptPrediction prediction = classifier.Predict(ImagePixels.FromRgb(pixels, width, height));
    /// Console.WriteLine(prediction.PredictedLabel);
    /// </code>
    /// </example>
    public TptPrediction Predict(ImagePixels image)
    {
        using var views = CreateViews(image);
        return Predict(views);
    }

    /// <summary>Classifies the image that the views were made of.</summary>
    /// <param name="views">The views, as <see cref="CreateViews"/> makes them; they are not disposed of.</param>
    /// <example>
    /// <code>
    /// using var views = classifier.CreateViews(image);
    /// TptPrediction prediction = classifier.Predict(views);
    /// </code>
    /// </example>
    public TptPrediction Predict(ViewBatch views)
    {
        ArgumentNullException.ThrowIfNull(views);
        return Predict([views])[0];
    }

    /// <summary>Classifies several images; unless <see cref="ApproximationOptions.SharePasses"/> is on, the scores of each are the same as if it had been alone.</summary>
    /// <param name="rows">The views of each image; they are not disposed of.</param>
    /// <example>
    /// <code>
    /// ImagePixels[] images = [image, ImagePixels.FromRgb(pixels, width, height)];
    /// ViewBatch[] rows = [.. images.AsParallel().AsOrdered().Select(classifier.CreateViews)];
    /// foreach (TptPrediction prediction in classifier.Predict(rows))
    ///     Console.WriteLine(prediction.PredictedLabel);
    /// foreach (ViewBatch views in rows)
    ///     views.Dispose();
    /// </code>
    /// </example>
    public IReadOnlyList<TptPrediction> Predict(IReadOnlyList<ViewBatch> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        for (var i = 0; i < rows.Count; i++)
        {
            _core.CheckViews(rows[i], FormattableString.Invariant($"rows[{i}]"));
        }
        return _core.InTurn(() => Scorer.Score(rows).Select(scores => new TptPrediction(scores, ClassNames)).ToArray());
    }

    /// <summary>Frees the prepared prompts. The model is its owner's to dispose of.</summary>
    public void Dispose() => _core.Dispose();
}
