using TorchSharp;
using Tpt.Engine.Adaptation;
using Tpt.Engine.Configuration;
using Tpt.Engine.Imaging;
using Tpt.Engine.Modules;
using Tpt.Engine.Numerics;
using Tpt.Engine.Prompts;
using Tpt.Engine.Views;
using static TorchSharp.torch;

namespace Tpt.Engine;

/// <summary>
/// Classifies images among named classes, adapting the prompt to every image by itself. Nothing is kept from one image
/// to the next, so an image's scores depend on its pixels, the classes, the options and the model alone (and on the images of the
/// same call where <see cref="TptClassifierOptions.ShareTextPasses"/> is on).
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
    private const string DefaultPromptTemplate = "a photo of a {0}.";

    private readonly TptClassifierOptions _options;
    private readonly ViewSampler _sampler;
    private readonly PromptEncoder _prompts;
    private readonly Tensor? _zeroShotFeatures;
    private readonly IAdaptationMethod _method;
    private readonly IAdaptationMethod? _exactMethod;
    private bool _disposed;

    /// <summary>Prepares the class names with the published settings.</summary>
    /// <inheritdoc cref="TptClassifier(ClipModel, IReadOnlyList{ClassPromptSet}, TptClassifierOptions)"/>
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
    /// <inheritdoc cref="TptClassifier(ClipModel, IReadOnlyList{ClassPromptSet}, TptClassifierOptions)"/>
    /// <param name="model">The model. It must live as long as the classifier.</param>
    /// <param name="classNames">The classes, in the order of the scores: at least one, none blank, none twice.</param>
    /// <param name="options">The settings, copied.</param>
    /// <example>
    /// <code>
    /// using var classifier = new TptClassifier(clip, ["cat", "dog", "horse"], new TptClassifierOptions { Views = 32, Seed = 1 });
    /// </code>
    /// </example>
    public TptClassifier(ClipModel model, IReadOnlyList<string> classNames, TptClassifierOptions options)
        : this(model, [.. (classNames ?? throw new ArgumentNullException(nameof(classNames))).Select(name => new ClassPromptSet(name))], options)
    {
    }

    /// <summary>Prepares classes that go by several names each.</summary>
    /// <remarks>It costs one pass of the text tower over the prompts.</remarks>
    /// <param name="model">The model. It must live as long as the classifier.</param>
    /// <param name="classes">The classes, in the order of the scores, with the names that each goes by.</param>
    /// <param name="options">The settings, copied.</param>
    /// <exception cref="ArgumentException">A class name or an option cannot be: the message names it, and the fix.</exception>
    /// <example>
    /// <code>
    /// ClassPromptSet[] classes = [new("cat", ["cat", "kitten"]), new("dog", ["dog", "puppy"])];
    /// using var classifier = new TptClassifier(clip, classes, new TptClassifierOptions { PromptTemplate = "a sketch of a {0}." });
    /// </code>
    /// </example>
    public TptClassifier(ClipModel model, IReadOnlyList<ClassPromptSet> classes, TptClassifierOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(options);
        ClassNameList.Validate(classes, nameof(classes));
        _options = options.Snapshot();
        _options.PromptTemplate ??= model.RecommendedPromptTemplate ?? DefaultPromptTemplate;
        _options.Validate();
        CheckTokenMerging(model, _options);
        ViewMemory.Check(_options.Views, model.Preprocessing.CropSize);

        Model = model;
        ClassNames = [.. classes.Select(c => c.ClassName)];
        _sampler = new ViewSampler(model.Preprocessing, _options);
        _method = CreateMethod(_options);
        _exactMethod = CreateExactMethod(model, _options);
        lock (model.Gate)
        {
            model.ThrowIfDisposed();
            using var modes = LeafGradients.OwnModes();
            _prompts = PromptPreparation.Prepare(model, classes, _options);
            _zeroShotFeatures = EncodeEnsemble(classes);
        }
        (ContextTokenCount, ContextWidth) = ((int)_prompts.InitialContext.shape[0], (int)_prompts.InitialContext.shape[1]);
        GC.KeepAlive(model);
    }

    /// <summary>The classes, in the order of the scores.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The model.</summary>
    public ClipModel Model { get; }

    /// <summary>A copy of the settings, with the prompt template that is in use.</summary>
    public TptClassifierOptions Options => _options.Snapshot();

    /// <summary>How many views each image's prediction rests on; 0 without adaptation.</summary>
    public int SelectedViewCount => _options.UsesViews ? ConfidenceSelection.Count(_options.Views, _options.SelectionFraction) : 0;

    /// <summary>The number of context vectors.</summary>
    public int ContextTokenCount { get; }

    /// <summary>The length of a context vector.</summary>
    public int ContextWidth { get; }

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
    public ViewBatch CreateViews(ImagePixels image)
    {
        ArgumentNullException.ThrowIfNull(image);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _sampler.Sample(image);
    }

    /// <summary>Classifies one image.</summary>
    /// <param name="image">The image, of any size.</param>
    /// <example>
    /// <code>
    /// TptPrediction prediction = classifier.Predict(ImagePixels.FromRgb(pixels, width, height));
    /// Console.WriteLine($"{classifier.ClassNames[prediction.PredictedIndex]}: {prediction.Scores.Span[prediction.PredictedIndex]:P1}");
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

    /// <summary>Classifies several images; unless <see cref="TptClassifierOptions.ShareTextPasses"/> is on, the scores of each are the same as if it had been alone.</summary>
    /// <param name="rows">The views of each image; they are not disposed of.</param>
    /// <example>
    /// <code>
    /// ImagePixels[] images = [image, ImagePixels.FromRgb(pixels, width, height)];
    /// ViewBatch[] rows = [.. images.AsParallel().AsOrdered().Select(classifier.CreateViews)];
    /// foreach (TptPrediction prediction in classifier.Predict(rows))
    ///     Console.WriteLine(classifier.ClassNames[prediction.PredictedIndex]);
    /// foreach (ViewBatch views in rows)
    ///     views.Dispose();
    /// </code>
    /// </example>
    public IReadOnlyList<TptPrediction> Predict(IReadOnlyList<ViewBatch> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        lock (Model.Gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            Model.ThrowIfDisposed();
            using var modes = LeafGradients.OwnModes();
            using var scope = NewDisposeScope();
            var evidence = rows.Select(views => Look(views, Model.Network.Images, _options)).ToArray();
            var predictions = _method.Adapt(evidence).Zip(evidence, ToPrediction).ToArray();
            if (_exactMethod is not null)
            {
                for (var i = 0; i < predictions.Length; i++)
                {
                    if (predictions[i].IsFallback || TptPrediction.IsCloseCall(predictions[i].Scores.Span, _options.ExactMargin))
                    {
                        predictions[i] = PredictExactly(_exactMethod, rows[i], evidence[i]);
                    }
                }
            }
            // A caller may have dropped its last reference: nothing of this object or its model is finalised while libtorch reads it.
            GC.KeepAlive(this);
            return predictions;
        }
    }

    /// <summary>Frees the prepared prompts. The model is its owner's to dispose of.</summary>
    public void Dispose()
    {
        lock (Model.Gate)
        {
            if (_disposed)
            {
                return;
            }
            _disposed = true;
            _prompts.Dispose();
            _zeroShotFeatures?.Dispose();
        }
    }

    internal static IAdaptationMethod CreateMethod(TptClassifierOptions options) => options.Method switch
    {
        TptMethod.PromptTuning => new PromptTuning(options),
        _ => new ConfidentViewAveraging(options),
    };

    /// <summary>The method for images that are too close to call, or null where nothing is approximated.</summary>
    /// <exception cref="ArgumentException">The image tower is approximated, and not kept in 32-bit floats.</exception>
    private static IAdaptationMethod? CreateExactMethod(ClipModel model, TptClassifierOptions options)
    {
        if (options.ExactMargin == 0)
        {
            return null;
        }
        if (model.Network.Float32Images is null)
        {
            throw new ArgumentException(
                $"{nameof(options.ExactMargin)} is {options.ExactMargin}, but the image tower is there in {model.DType} alone; load the model with "
                + $"{nameof(ClipLoadOptions)}.{nameof(ClipLoadOptions.KeepFloat32)} = true, or set {nameof(options.ExactMargin)} to 0.", nameof(options));
        }
        return options.IsApproximate || model.DType != ScalarType.Float32 ? CreateMethod(options.Exact()) : null;
    }

    private static void CheckTokenMerging(ClipModel model, TptClassifierOptions options)
    {
        if (options.TokenMerging > 0 && model.Config.Vision is not ClipVisionConfig)
        {
            throw new ArgumentException(
                $"{nameof(options.TokenMerging)} is {options.TokenMerging}, but the image tower is a ResNet, which has no tokens to merge; set it to 0, or take a model with a vision transformer.", nameof(options));
        }
    }

    private TptPrediction PredictExactly(IAdaptationMethod method, ViewBatch views, ViewEvidence evidence)
    {
        using var scope = NewDisposeScope();
        var (images, exactImages) = (Model.Network.Images, Model.Network.Float32Images!);
        var isExact = ReferenceEquals(images, exactImages) && _options.TokenMerging == 0;
        var exact = isExact ? evidence : Look(views, exactImages, _options.Exact());
        return ToPrediction(method.Adapt([exact])[0], exact);
    }

    private Tensor? EncodeEnsemble(IReadOnlyList<ClassPromptSet> classes)
    {
        if (_options.ZeroShotTemplates is null)
        {
            return null;
        }
        try
        {
            return PromptPreparation.EncodeEnsemble(Model, classes, _options.ZeroShotTemplates).DetachFromDisposeScope();
        }
        catch
        {
            _prompts.Dispose();
            throw;
        }
    }

    private TptPrediction ToPrediction(AdaptedPrediction adapted, ViewEvidence evidence)
    {
        using var scope = NewDisposeScope();
        var zeroShot = ZeroShotLogits(evidence).softmax(0);
        return new TptPrediction(ToArray(adapted.Probabilities), ToArray(zeroShot), adapted.SelectedViews, ToArray(adapted.Context));
    }

    private ViewEvidence Look(ViewBatch views, ImageTower tower, TptClassifierOptions options)
    {
        using var scope = NewDisposeScope();
        var evidence = ViewEvidence.Of(views.ToTensor().to(Model.Device), tower, _prompts, options);
        views.ThrowIfDisposed();    // then its memory may have been given to another image while it was read
        evidence.Features.MoveToOuterDisposeScope();
        evidence.Logits.MoveToOuterDisposeScope();
        return evidence;
    }

    /// <summary>The centre view at the initial prompt, or at the ensemble's features where there are templates: <c>[classes]</c>.</summary>
    private Tensor ZeroShotLogits(ViewEvidence evidence)
        => _zeroShotFeatures is null ? evidence.Logits[0] : _prompts.Logits(evidence.Features.narrow(0, 0, 1), _zeroShotFeatures)[0];

    private static float[] ToArray(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
    }
}
