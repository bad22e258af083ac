using FluentAssertions;
using TorchSharp;
using Tpt.Pretraining.Training;
using Xunit;
using static TorchSharp.torch;

namespace Tpt.Pretraining.Tests.Training;

[Collection(DefaultGeneratorCollection.Name)]
public class AdamWTests
{
    [Fact]
    public void StepsAsLibtorchDoes()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        var start = randn(4, 3);
        using var expected = new TorchSharp.Modules.Parameter(start.clone());
        using var reference = optim.AdamW([expected], lr: 0.01, beta1: 0.9, beta2: 0.98, eps: 1e-6, weight_decay: 0.1);
        var actual = start.clone();
        using var adamW = new AdamW(new Dictionary<string, Tensor> { ["w"] = actual }, _ => 0.1);

        for (var step = 1; step <= 5; step++)
        {
            var gradient = randn(4, 3);
            expected.grad = gradient.clone();
            reference.step();
            adamW.Step(_ => gradient, learningRate: 0.01, step);
        }

        (actual - expected).abs().max().item<float>().Should().BeLessThan(1e-6f);
    }
}
