using Tpt.Benchmarks.Measuring;
using Tpt.Benchmarks.Synthetic;
using Tpt.Engine.Modules;
using Tpt.Engine.Prompts;

namespace Tpt.Benchmarks.Rows;

/// <summary>A class set in front of a synthetic text tower, which is the same whatever the image tower computes in.</summary>
internal sealed class RowTexts : IDisposable
{
    private readonly ClipNetwork _network;
    private readonly Dictionary<double, FirstOrderPrompts> _firstOrder = [];

    /// <param name="model">A name of <see cref="ModelSizes"/>.</param>
    /// <param name="classes">How many classes.</param>
    public RowTexts(string model, int classes)
    {
        _network = SyntheticNetwork.Create(ModelSizes.Of(model));
        Tokens = SyntheticPrompts.Create(classes);
        Classes = SyntheticPrompts.Prepare(_network, Tokens);
        Exact = new PromptEncoder(Classes);
    }

    public PromptTokens[] Tokens { get; }

    public ClassPrompts Classes { get; }

    public PromptEncoder Exact { get; }

    /// <summary>What the Jacobian took, once it is there.</summary>
    public double? FirstOrderSeconds { get; private set; }

    /// <summary>The encoder that a setting needs; the settings have one rank, and one derivative.</summary>
    public IPromptEncoder For(RowSetting setting)
    {
        if (setting.Approximations.FirstOrderTolerance == 0)
        {
            return Exact;
        }
        var tolerance = setting.Approximations.FirstOrderTolerance;
        if (_firstOrder.Count == 0)
        {
            FirstOrderSeconds = Alternation.Time(() => _firstOrder[tolerance] = PromptPreparation.CreateFirstOrder(Classes, setting.Approximations)!);
        }
        if (!_firstOrder.TryGetValue(tolerance, out var prompts))
        {
            _firstOrder[tolerance] = prompts = new FirstOrderPrompts(Classes, _firstOrder.Values.First().Jacobian, tolerance);
        }
        return prompts;
    }

    public void Dispose()
    {
        foreach (var prompts in _firstOrder.Values)
        {
            prompts.Dispose();
        }
        Exact.Dispose();
        Classes.Dispose();
        _network.Dispose();
    }
}
