using TorchSharp;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Tuning;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Methods;

public sealed class MarginalEntropyTests
{
    [Fact]
    public void Of_ConfidentViewsThatDisagree_IsTheEntropyOfTheirMean()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new float[,] { { 50, 0 }, { 0, 50 } });

        MarginalEntropy.Of(logits).item<float>().Should().BeApproximately(MathF.Log(2), 1e-6f, "each view has entropy 0, and their mean is a coin");
    }

    [Fact]
    public void Of_ClassWithoutAnyMass_IsANumber()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new float[,] { { 0, float.NegativeInfinity }, { 0, float.NegativeInfinity } });

        MarginalEntropy.Of(logits).item<float>().Should().Be(0);
    }
}
