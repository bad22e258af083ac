using FluentAssertions;
using TorchSharp;
using Tpt.Engine.Modules;
using Tpt.Pretraining.Training;
using Xunit;
using static TorchSharp.torch;

namespace Tpt.Pretraining.Tests.Training;

/// <summary>In bfloat16 on a CPU, plain products stand in for the fused kernel where gradients are wanted.</summary>
[Collection(DefaultGeneratorCollection.Name)]
public class PlainAttentionTests
{
    private const int Hidden = 32;
    private const int Heads = 4;
    private const int Tokens = 9;

    [Fact]
    public void Attention_WithGradients_IsThatOfTheFusedKernel()
    {
        using var scope = NewDisposeScope();
        using var attention = Create();
        var tokens = Draw(3, Tokens, Hidden);

        var trained = Plainly(() => attention.forward(tokens, tokens, false));

        trained.requires_grad.Should().BeTrue();
        ShouldBeClose(trained, WithoutGradients(() => attention.forward(tokens, tokens, false)));
    }

    [Fact]
    public void AttentionBehindAPrefix_WithGradients_IsThatOfTheFusedKernel()
    {
        using var scope = NewDisposeScope();
        using var attention = Create();
        var (keys, values) = attention.KeysAndValues(Draw(1, 4, Hidden));
        SuffixBlock[] blocks = [SuffixBlock.Create(2, 3, 4, ScalarType.BFloat16, CPU), SuffixBlock.Create(1, 5, 4, ScalarType.BFloat16, CPU)];
        var packed = Draw(2 * 3 + 5, Hidden);

        var trained = Plainly(() => attention.AttendBehind(packed, packed, keys, values, blocks));

        ShouldBeClose(trained, WithoutGradients(() => attention.AttendBehind(packed, packed, keys, values, blocks)));
    }

    [Fact]
    public void Kernel_IsNotTheFusedOneUntilDisposed()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var attention = Create();
        var tokens = Draw(3, Tokens, Hidden);
        Tensor Attend() => attention.forward(tokens, tokens, false);

        var fused = Attend();
        var plain = Plainly(Attend);

        plain.allclose(fused, rtol: 0, atol: 0).Should().BeFalse("the two kernels round differently");
        Attend().allclose(fused, rtol: 0, atol: 0).Should().BeTrue("the choice was taken back");
        Plainly(backends.cuda.flash_sdp_enabled).Should().BeFalse();
        backends.cuda.flash_sdp_enabled().Should().BeTrue();
    }

    private static T Plainly<T>(Func<T> compute)
    {
        using var attention = new PlainAttention();
        return compute();
    }

    private static ClipAttention Create()
    {
        using var generator = new Generator(5, CPU);
        var attention = new ClipAttention(Hidden, Heads, LayerFactory.WithRandomWeights());
        using var noGrad = no_grad();
        foreach (var parameter in attention.parameters())
        {
            // Large enough that the scores are far from uniform.
            parameter.copy_(randn(parameter.shape, generator: generator) * 0.4);
        }
        attention.to(ScalarType.BFloat16);
        return attention;
    }

    private static Tensor Draw(params long[] shape)
    {
        using var generator = new Generator(6, CPU);
        return randn(shape, generator: generator).to(ScalarType.BFloat16);
    }

    private static Tensor WithoutGradients(Func<Tensor> compute)
    {
        using var noGrad = no_grad();
        return compute();
    }

    /// <summary>bfloat16 has 8 significant bits; probabilities and sums are rounded to it a few times.</summary>
    private static void ShouldBeClose(Tensor actual, Tensor expected)
    {
        var (a, e) = (actual.to(ScalarType.Float32), expected.to(ScalarType.Float32));
        ((a - e).norm() / e.norm()).item<float>().Should().BeLessThan(0.02f);
    }
}
