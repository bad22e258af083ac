using Tpt.Engine.Tuning;
using TorchSharp;
using static TorchSharp.torch;
using AdamW = Tpt.Engine.Tuning.AdamW;

namespace Tpt.Engine.Tests.Methods;

public sealed class AdamWTests
{
    [Fact]
    public void Step_SeveralTimes_EqualsLibtorchsOptimizer()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var start = randn([4, 16], generator: generator);
        var parameter = start.clone();
        var expected = nn.Parameter(start.clone());
        using var libtorch = optim.AdamW([expected], lr: 5e-3, weight_decay: 0.01);
        var optimizer = new AdamW(parameter, 5e-3, 0.01);

        for (var step = 0; step < 4; step++)
        {
            var gradient = randn([4, 16], generator: generator);
            optimizer.Step(gradient);
            expected.grad = gradient;
            libtorch.step();
        }

        (parameter - expected).abs().max().item<float>().Should().BeLessThan(1e-6f);
    }

    [Fact]
    public void Step_WithoutGradient_DecaysAlone()
    {
        using var scope = NewDisposeScope();
        var parameter = ones(3);
        var optimizer = new AdamW(parameter, 5e-3, 0.01);

        optimizer.Step(zeros(3));

        parameter.data<float>().ToArray().Should().Equal(Enumerable.Repeat(1 - 5e-5f, 3));
    }
}
