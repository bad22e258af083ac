using Tpt.Engine.Imaging;
using Tpt.Engine.Methods;
using Tpt.Engine.Numerics;
using Tpt.Engine.Prompts;
using Tpt.Engine.Scoring;
using Tpt.Engine.Validation;
using Tpt.Engine.Views;

namespace Tpt.Engine;

/// <summary>
/// What a classifier by one method and a comparison of several have in common: the checked options, the views, the prepared classes,
/// a scorer for each method, and the turn on the model.
/// </summary>
internal sealed class ClassifierCore : IDisposable
{
    private readonly object _owner;
    private readonly ViewSampler _sampler;
    private readonly PreparedClasses _classes;
    private bool _disposed;

    /// <param name="owner">The public object that this is the inside of, for errors.</param>
    /// <param name="model">The model. It must live as long as this object.</param>
    /// <param name="classes">The classes, in the order of the scores.</param>
    /// <param name="options">The settings, a copy that belongs to this object; method, calibration and gate become those of the first of <paramref name="methods"/>.</param>
    /// <param name="methods">The methods, each with its calibration and its gate, at least one.</param>
    /// <param name="progress">Hears how far the preparation has come.</param>
    /// <param name="cancellationToken">Stops the preparation.</param>
    /// <param name="savedState">What a saved model holds of the preparation of the one method; null where all are prepared now.</param>
    public ClassifierCore(
        object owner,
        ClipModel model,
        IReadOnlyList<ClassPromptSet> classes,
        TptClassifierOptions options,
        IReadOnlyList<ComparedMethod> methods,
        IProgress<double>? progress,
        CancellationToken cancellationToken,
        byte[]? savedState = null)
    {
        ClassNameList.Validate(classes, nameof(classes));
        (_owner, Options) = (owner, options);
        if (options.Prompt is not null)
        {
            options.Prompt.Template ??= model.RecommendedPromptTemplate ?? PromptOptions.DefaultTemplate;
        }
        for (var i = methods.Count - 1; i >= 0; i--)
        {
            (options.Method, options.Calibration, options.Gate) = (methods[i].Method, methods[i].Calibration, methods[i].Gate);
            options.Validate();
        }
        MethodNeeds[] needs = [.. methods.Select(one => one.Method.Needs(options.Views.Count))];
        Needs = new MethodNeeds(needs.Max(one => one.Views), needs.Max(one => one.SelectedViews), needs.Any(one => one.TunesContext));
        ModelFit.Check(model, options.Approximations);
        ViewMemory.Check(Needs.Views, model.Preprocessing.CropSize);

        Model = model;
        ClassNames = [.. classes.Select(c => c.ClassName)];
        _sampler = new ViewSampler(model.Preprocessing, options.Views, Needs.Views);
        using var use = model.Use();
        using var modes = LeafGradients.OwnModes();
        // Asked for now: a model that is disposed of meanwhile waits for this use to end, but gives nothing any more.
        var network = model.Network;
        var preparation = new PreparationProgress(progress, cancellationToken);
        _classes = new PreparedClasses(
            model.Text, classes, options.Prompt!, options.Views.Seed ?? 0, Needs.TunesContext, options.Approximations, preparation,
            prompts => methods.Select(one => one.Method).Distinct().Sum(method => method.CountPreparationPasses(prompts, options.Approximations, savedState is not null)));
        try
        {
            Scorers = [.. methods.Select((one, i) => _classes.CreateScorer(
                network, one.Method, Needs, options.Approximations, one.Calibration,
                // What looks at the centre view alone costs nothing that could be saved.
                needs[i] == MethodNeeds.CentreView ? null : one.Gate,
                savedState))];
            CentreScorer = _classes.CreateScorer(network, new Methods.ZeroShot.ZeroShotOptions(), MethodNeeds.CentreView, options.Approximations);
            preparation.Finish();
        }
        catch
        {
            _classes.Dispose();
            throw;
        }
        GC.KeepAlive(model);
    }

    public ClipModel Model { get; }

    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The settings that are in use. Not to be changed.</summary>
    public TptClassifierOptions Options { get; }

    /// <summary>What the most demanding of the methods needs of an image.</summary>
    public MethodNeeds Needs { get; }

    /// <summary>By method. They share the classes, so that what one sees of an image serves all.</summary>
    public IReadOnlyList<IImageScorer> Scorers { get; }

    /// <summary>Zero-shot that looks at the centre view alone.</summary>
    public IImageScorer CentreScorer { get; }

    public ClassPrompts Prompts => _classes.Prompts;

    public ViewBatch CreateViews(ImagePixels image)
    {
        ArgumentNullException.ThrowIfNull(image);
        ObjectDisposedException.ThrowIf(_disposed, _owner);
        return _sampler.Sample(image);
    }

    /// <summary>Computes with the model, one caller at a time and all on one thread.</summary>
    public T InTurn<T>(Func<T> compute) => Model.Scoring.Run(() =>
    {
        lock (Model.Gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, _owner);
            using var use = Model.Use();
            var result = compute();
            // A caller may have dropped its last reference: nothing of this object or its model is finalised while libtorch reads it.
            GC.KeepAlive(this);
            return result;
        }
    });

    /// <exception cref="ArgumentException">The views were made by a classifier of another model or with other options.</exception>
    public void CheckViews(ViewBatch views, string name)
    {
        ArgumentNullException.ThrowIfNull(views, name);
        if (views.Recipe != _sampler.Recipe || views.Count < Needs.Views)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"{name} has {views.Count} views of {views.Size} pixels that another classifier made: this one needs {Needs.Views} of {Model.Preprocessing.CropSize}, with its own preprocessing, crops and seed. Make the views with its CreateViews."),
                name);
        }
    }

    public void Dispose()
    {
        lock (Model.Gate)
        {
            if (_disposed)
            {
                return;
            }
            _disposed = true;
            _classes.Dispose();
        }
    }
}
