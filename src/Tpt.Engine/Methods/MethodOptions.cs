using System.ComponentModel;
using System.Text.Json.Serialization;
using Tpt.Engine.Approximations;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Prompts;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Methods;

/// <summary>
/// What turns the views of one image into its scores, with the settings of that method. Each method has a record of its own, such as
/// <see cref="PromptTuningOptions"/>, whose defaults are those that its authors published.
/// </summary>
/// <remarks>
/// In a configuration file the name stands for a method with its defaults, and settings may follow: <c>"Method": "ZeroShot"</c>,
/// <c>"Method": "ConfidentViewAveraging; SelectionFraction=0.25"</c>.
/// </remarks>
/// <example>
/// <code>
/// var options = new TptClassifierOptions { Method = new PromptTuningOptions { Steps = 2, SelectionFraction = 0.2 } };
/// Console.WriteLine(options.Method.Name);     // PromptTuning
/// </code>
/// </example>
[TypeConverter(typeof(MethodNameConverter))]
public abstract record MethodOptions : IOptionGroup
{
    // The methods are this library's: what one needs of the engine is no public API.
    private protected MethodOptions()
    {
    }

    /// <summary>The method's name: that of its options without "Options". It stands in saved models and configuration files.</summary>
    /// <exception cref="InvalidOperationException">Another name is given to it, as by a configuration section that names another method than its object is.</exception>
    [JsonIgnore]
    public string Name
    {
        get => NamedOptions.NameOf(GetType());
        init => NamedOptions.RequireName(this, "Method", value, "ConfidentViewAveraging; SelectionFraction=0.25");
    }

    /// <summary>Every method there is, by name.</summary>
    internal static IReadOnlyDictionary<string, Type> All { get; } = NamedOptions.KindsOf(typeof(MethodOptions));

    /// <summary>Whether the method has logits of every view after adaptation, which <see cref="MethodContext.WantsViewLogits"/> asks for.</summary>
    internal virtual bool GivesViewLogits => false;

    /// <summary>Whether the method computes something once for a class set, by <see cref="Prepare"/>. A saved model holds it.</summary>
    internal virtual bool IsPrepared => false;

    /// <summary>What the method needs of an image with so many views.</summary>
    internal abstract MethodNeeds Needs(int views);

    /// <summary>How many passes over a chunk of prompts <see cref="Prepare"/> takes, for the progress.</summary>
    /// <param name="prompts">The class set.</param>
    /// <param name="approximations">What may be computed less exactly.</param>
    /// <param name="isSaved">Whether a saved model holds what would be computed.</param>
    internal virtual long CountPreparationPasses(ClassPrompts prompts, ApproximationOptions approximations, bool isSaved) => 0;

    /// <summary>What is computed once for a class set, before any image; null for nothing. The class set owns it.</summary>
    /// <param name="preparation">The class set, and what was saved of it.</param>
    /// <exception cref="ArgumentException">An option does not go with the model.</exception>
    /// <exception cref="InvalidDataException">What was saved is damaged.</exception>
    /// <exception cref="OperationCanceledException">Nobody wants it any more.</exception>
    internal virtual MethodState? Prepare(MethodPreparation preparation) => null;

    /// <summary>The method. It is made more than once where close calls are scored again exactly.</summary>
    /// <param name="context">The class set, and what is wanted of it.</param>
    internal abstract IAdaptationMethod Create(MethodContext context);

    /// <summary>Holds the method against what may be computed less exactly.</summary>
    /// <param name="approximations">What may be.</param>
    /// <param name="views">The number of views.</param>
    /// <param name="path">Where the approximations stand in the options.</param>
    /// <exception cref="ArgumentException">An approximation is not sound for it.</exception>
    internal virtual void CheckApproximations(ApproximationOptions approximations, int views, string path)
    {
    }

    /// <summary>
    /// The least <see cref="ApproximationOptions.ExactMargin"/> that sees one view change its mind, for a method whose scores move in steps; a
    /// smaller margin counts as this one. 0 where scores move continuously.
    /// </summary>
    /// <param name="views">The number of views.</param>
    internal virtual double LeastExactMargin(int views) => 0;

    /// <summary>Holds the method against the number of views.</summary>
    /// <exception cref="ArgumentException">It keeps none of so many.</exception>
    internal virtual void CheckViews(int views, string path)
    {
    }

    /// <summary>Holds the method against the prompt.</summary>
    /// <exception cref="ArgumentException">The prompt is none that it can start from.</exception>
    internal virtual void CheckPrompt(PromptOptions prompt, string path)
    {
    }

    private protected virtual void CheckTogether(string path)
    {
    }

    void IOptionGroup.CheckTogether(string path) => CheckTogether(path);
}
