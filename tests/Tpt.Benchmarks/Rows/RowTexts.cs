using Tpt.Benchmarks.Measuring;
using Tpt.Benchmarks.Synthetic;
using Tpt.Engine.Modules;
using Tpt.Engine.Prompts;

namespace Tpt.Benchmarks.Rows;

/// <summary>A class set in front of a synthetic text tower, which is the same whatever the image tower computes in.</summary>
internal sealed class RowTexts : IDisposable
{
    private readonly ClipNetwork _network;
    private PromptEncoder? _firstOrder;

    /// <param name="model">A name of <see cref="ModelSizes"/>.</param>
    /// <param name="classes">How many classes.</param>
    public RowTexts(string model, int classes)
    {
        _network = SyntheticNetwork.Create(ModelSizes.Of(model));
        Tokens = SyntheticPrompts.Create(classes);
        Exact = SyntheticPrompts.Encode(_network, Tokens);
    }

    public PromptTokens[] Tokens { get; }

    public PromptEncoder Exact { get; }

    /// <summary>What the Jacobian took, once it is there.</summary>
    public double? FirstOrderSeconds { get; private set; }

    /// <summary>The encoder that a setting needs, prepared for first order where the setting uses it.</summary>
    public PromptEncoder For(RowSetting setting)
    {
        if (!setting.Options.UsesFirstOrder)
        {
            return Exact;
        }
        if (_firstOrder is null)
        {
            _firstOrder = SyntheticPrompts.Encode(_network, Tokens);
            FirstOrderSeconds = Alternation.Time(() => _firstOrder.PrepareFirstOrder(setting.Options.FirstOrderRank));
        }
        return _firstOrder;
    }

    public void Dispose()
    {
        _firstOrder?.Dispose();
        Exact.Dispose();
        _network.Dispose();
    }
}
