using TorchSharp;
using Tpt.Engine.Numerics;
using Tpt.Engine.Tuning;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Methods;

/// <summary>The terms of the loss that are about the class features alone.</summary>
public sealed class ClassTermTests
{
    [Fact]
    public void Dispersion_TwoAxes_IsTheDistanceToTheirMeanAndNotItsSquare()
    {
        using var scope = NewDisposeScope();

        ClassDispersion.Of(eye(2)).item<float>().Should().BeApproximately(MathF.Sqrt(0.5f), 1e-6f);
    }

    /// <summary>dD/dt_c = (w_c - mean_j w_j) / N with w_c = (t_c - mean) / |t_c - mean|: the mean has a gradient too.</summary>
    [Fact]
    public void Dispersion_Gradient_IsTheClosedForm()
    {
        using var scope = NewDisposeScope();
        var features = RandomFeatures(5, 8);

        var gradient = GradientOf(ClassDispersion.Of, features);

        var distance = features - features.mean([0], keepdim: true);
        var direction = distance / distance.norm(-1, keepdim: true);
        Difference(gradient, (direction - direction.mean([0], keepdim: true)) / 5).Should().BeLessThan(1e-6f);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Dispersion_ClassesThatAreTheSame_IsNothingAndHasNoGradient(int classes)
    {
        using var scope = NewDisposeScope();
        var features = RandomFeatures(1, 8).expand(classes, 8).contiguous();

        ClassDispersion.Of(features).item<float>().Should().Be(0);
        GradientOf(ClassDispersion.Of, features).data<float>().ToArray().Should().OnlyContain(value => value == 0);
    }

    [Fact]
    public void Orthogonality_OrthogonalClasses_IsNothing()
    {
        using var scope = NewDisposeScope();

        ClassOrthogonality.Of(eye(4)).item<float>().Should().Be(0);
    }

    [Fact]
    public void Orthogonality_ClassesThatAreTheSame_IsTheLengthOfARowOfOnes()
    {
        using var scope = NewDisposeScope();
        var features = RandomFeatures(1, 8).expand(9, 8).contiguous();

        ClassOrthogonality.Of(features).item<float>().Should().BeApproximately(2, 1e-5f, "a row of 9 ones is 3 long");
    }

    /// <summary>dO/dT = (M + Mᵀ) T with M_ij = G_ij / (N |row i|).</summary>
    [Fact]
    public void Orthogonality_Gradient_IsTheClosedForm()
    {
        using var scope = NewDisposeScope();
        var features = RandomFeatures(5, 8);

        var gradient = GradientOf(ClassOrthogonality.Of, features);

        var gram = features.mm(features.t());
        var scaled = gram / gram.norm(-1, keepdim: true) / 5;
        Difference(gradient, (scaled + scaled.t()).mm(features)).Should().BeLessThan(1e-6f);
    }

    /// <summary>The published form: a reflection takes row i onto the axis i, and its distance to the unit vector there counts.</summary>
    [Fact]
    public void Orthogonality_AnyClasses_IsThePublishedReflection()
    {
        using var scope = NewDisposeScope();
        var features = RandomFeatures(6, 8).to(ScalarType.Float64);
        var gram = features.mm(features.t());
        var distances = Enumerable.Range(0, 6).Select(i =>
        {
            var row = gram[i];
            var axis = eye(6, dtype: ScalarType.Float64)[i];
            var mirror = row - (axis * row.norm());
            mirror = mirror / mirror.norm();
            var reflected = row - (mirror * (mirror * row).sum() * 2);
            return (reflected - axis).norm().item<double>();
        });

        ClassOrthogonality.Of(features).item<double>().Should().BeApproximately(distances.Average(), 1e-9);
    }

    /// <summary>The published form takes several tensors of 4 GB here.</summary>
    [Fact]
    public void Orthogonality_AThousandClasses_TakesAMillionNumbers()
    {
        using var scope = NewDisposeScope();
        var features = eye(1000, 1000);

        ClassOrthogonality.Of(features).item<float>().Should().Be(0);
        GradientOf(ClassOrthogonality.Of, features).isfinite().all().item<bool>().Should().BeTrue();
    }

    [Fact]
    public void Terms_ANaNFeature_AreNotANumber()
    {
        using var scope = NewDisposeScope();
        var features = RandomFeatures(3, 8);
        features[1, 2] = float.NaN;

        ClassDispersion.Of(features).item<float>().Should().Be(float.NaN);
        ClassOrthogonality.Of(features).item<float>().Should().Be(float.NaN);
    }

    private static Tensor RandomFeatures(int classes, int width)
    {
        using var generator = new Generator(7);
        var features = randn([classes, width], generator: generator);
        return features / features.norm(-1, keepdim: true);
    }

    private static Tensor GradientOf(Func<Tensor, Tensor> term, Tensor features)
    {
        var leaf = features.detach().requires_grad_();
        return LeafGradients.Of([term(leaf)], [leaf])[0];
    }

    private static float Difference(Tensor a, Tensor b) => (a - b).abs().max().item<float>();
}
