using System.ComponentModel;
using System.Text.Json.Serialization;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Gates;

/// <summary>
/// What decides image by image whether the method is run. Where it is not, the scores are the zero-shot scores, and the method's work is
/// saved; with <see cref="MarginGateOptions"/>, which looks at the centre view alone, so is the image tower's on the other views.
/// Each kind has a record of its own.
/// </summary>
/// <remarks>
/// In a configuration file the name stands for a gate with its defaults, and settings may follow: <c>"Gate": "AgreementGate"</c>,
/// <c>"Gate": "AgreementGate; Threshold=0.8; Measure=Count"</c>.
/// </remarks>
/// <example>
/// <code>
/// var options = new TptClassifierOptions { Gate = new AgreementGateOptions { Threshold = 0.8 } };
/// using var classifier = new TptClassifier(clip, ["cat", "dog"], options);
/// </code>
/// </example>
[TypeConverter(typeof(GateNameConverter))]
public abstract record GateOptions : IOptionGroup
{
    // The gates are this library's: what one needs of the engine is no public API.
    private protected GateOptions()
    {
    }

    /// <summary>The gate's name: that of its options without "Options". It stands in saved models and configuration files.</summary>
    /// <exception cref="InvalidOperationException">Another name is given to it, as by a configuration section that names another gate than its object is.</exception>
    [JsonIgnore]
    public string Name
    {
        get => NamedOptions.NameOf(GetType());
        init => NamedOptions.RequireName(this, "Gate", value, "AgreementGate; Threshold=0.8");
    }

    /// <summary>Every gate there is, by name.</summary>
    internal static IReadOnlyDictionary<string, Type> All { get; } = NamedOptions.KindsOf(typeof(GateOptions));

    /// <summary>The gate.</summary>
    internal abstract IGate Create();

    /// <summary>Holds it against the number of views.</summary>
    /// <exception cref="ArgumentException">It looks at none of so many.</exception>
    internal abstract void CheckViews(int views, string path);

    void IOptionGroup.CheckTogether(string path)
    {
    }
}
