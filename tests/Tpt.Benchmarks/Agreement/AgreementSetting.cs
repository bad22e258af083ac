using Tpt.Engine;

namespace Tpt.Benchmarks.Agreement;

/// <summary>One way to set up the engine.</summary>
/// <param name="Name">How the printed line calls it.</param>
/// <param name="Build">A classifier of the given classes in this setting.</param>
internal sealed record AgreementSetting(string Name, Func<ClipModel, IReadOnlyList<string>, TptClassifier> Build)
{
    /// <summary>A setting of the classifier's options.</summary>
    public AgreementSetting(string name, TptClassifierOptions options) : this(name, (model, classNames) => new TptClassifier(model, classNames, options))
    {
    }

    /// <summary>What the model that it builds upon is loaded in.</summary>
    public TptPrecision Precision { get; init; } = TptPrecision.Float32;
}
