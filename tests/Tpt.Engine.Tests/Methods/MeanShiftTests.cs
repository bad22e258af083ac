using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.MeanShift;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Methods;

[Collection(BuiltInModelCollection.Name)]
public sealed class MeanShiftTests(BuiltInModelFixture fixture)
{
    private const int Views = 14;
    private const int Width = 4;
    private const int Classes = 3;

    /// <summary>32-bit floats against 64.</summary>
    private const double Agreement = 2e-5;

    private static readonly string[] _names = ["dog", "cat", "hot dog"];

    /// <summary>The formula with every constant that the paper's code fixes.</summary>
    private sealed record Constants(int Rounds = 5, int Steps = 5, double Half = 0.5, bool Normalise = true, bool CarryInlierness = true, double AffinityWeight = 4, double EntropyWeight = 0.2);

    public static TheoryData<string> Mutations => [.. _mutations.Keys];

    private static readonly Dictionary<string, Constants> _mutations = new()
    {
        ["four rounds"] = new(Rounds: 4),
        ["six rounds"] = new(Rounds: 6),
        ["four steps"] = new(Steps: 4),
        ["six steps"] = new(Steps: 6),
        ["no factor of a half"] = new(Half: 1),
        ["mode not normalised"] = new(Normalise: false),
        ["inlierness anew in each round"] = new(CarryInlierness: false),
        ["weights swapped"] = new(AffinityWeight: 0.2, EntropyWeight: 4),
    };

    [Fact]
    public void Find_UnsettledViews_IsTheFormula()
    {
        using var scope = NewDisposeScope();
        var (features, probabilities) = CreateViews();

        Found(features, probabilities).Zip(Expected(features, probabilities, new()), (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(Agreement);
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public void Find_UnsettledViews_IsNotTheFormulaWithAnotherConstant(string mutation)
    {
        using var scope = NewDisposeScope();
        var (features, probabilities) = CreateViews();

        Found(features, probabilities).Zip(Expected(features, probabilities, _mutations[mutation]), (a, b) => Math.Abs(a - b)).Max().Should().BeGreaterThan(5 * Agreement);
    }

    [Fact]
    public void Bandwidths_OneOrTwoNeighbours_AreOfTheNearestOthers()
    {
        using var scope = NewDisposeScope();
        var features = tensor(new float[,] { { 1, 0 }, { 0, 1 }, { -1, 0 } });

        // Squared distances: 2 to the next, 4 across.
        ModeSearch.Bandwidths(features, 1).data<float>().ToArray().Should().Equal(1, 1, 1);
        ModeSearch.Bandwidths(features, 2).data<float>().ToArray().Should().Equal(MathF.Sqrt(1.5f), 1, MathF.Sqrt(1.5f));
    }

    [Fact]
    public void Bandwidths_IdenticalViews_AreZero()
    {
        using var scope = NewDisposeScope();
        var features = tensor(new float[,] { { 0.6f, 0.8f }, { 0.6f, 0.8f }, { 1, 0 } });

        ModeSearch.Bandwidths(features, 1).data<float>().ToArray()[..2].Should().Equal(0, 0);
    }

    [Fact]
    public void Affinity_TwoViews_IsTheChanceOfTheSameClassWithTheDiagonal()
    {
        using var scope = NewDisposeScope();

        ModeSearch.Affinity(tensor(new float[,] { { 0.5f, 0.5f }, { 1, 0 } })).data<float>().ToArray().Should().Equal(0.5f, 0.5f, 0.5f, 1);
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(5, true)]
    public void Validate_Views_MustGiveAViewANeighbour(int views, bool areEnough)
    {
        var validate = new TptClassifierOptions { Views = { Count = views }, Method = new MeanShiftOptions() }.Invoking(options => options.Validate());

        if (areEnough)
        {
            validate.Should().NotThrow();
        }
        else
        {
            validate.Should().Throw<ArgumentException>().WithMessage("Method.NeighbourFraction 0.3 of 4 views gives a view no neighbour, (int)(0.3 * 3) = 0*Use a fraction of at least 0.3334, or more views.*");
        }
    }

    [Theory]
    [InlineData(16, 0)]
    [InlineData(5, 0)]
    public void Adapt_ViewsIdenticalWithTheCentre_ScoresTheCentreView(int identical, int first)
    {
        using var scope = NewDisposeScope();
        var (logits, evidence) = Adapt(features => features.narrow(0, first, identical).copy_(features[0].expand(identical, -1)));

        ShouldBeThoseOfTheCentre(logits, evidence);
    }

    [Fact]
    public void Adapt_ViewsIdenticalWithoutTheCentre_LeavesThemOut()
    {
        using var scope = NewDisposeScope();
        var (logits, evidence) = Adapt(features => features.narrow(0, 11, 5).copy_(features[11].expand(5, -1)));

        logits.Should().OnlyContain(logit => float.IsFinite(logit));
        logits.Should().NotEqual(evidence.Logits[0].data<float>().ToArray());
    }

    [Fact]
    public void Adapt_AViewIsNotANumber_ScoresTheCentreView()
    {
        using var scope = NewDisposeScope();
        var (logits, evidence) = Adapt(features => features[3].fill_(float.NaN));

        ShouldBeThoseOfTheCentre(logits, evidence);
    }

    /// <summary>libtorch's product of one row may add in another order than that of sixteen.</summary>
    private void ShouldBeThoseOfTheCentre(float[] logits, ViewEvidence evidence)
        => logits.Zip(evidence.Logits[0].data<float>().ToArray(), (logit, centre) => Math.Abs(logit - centre)).Should().HaveCount(_names.Length).And.OnlyContain(difference => difference < fixture.LogitRounding);

    private (float[] Logits, ViewEvidence Evidence) Adapt(Action<Tensor> spoil)
    {
        var options = new TptClassifierOptions { Views = { Count = 16 }, Method = new MeanShiftOptions() };
        using var classifier = new TptClassifier(fixture.Model, _names, options);
        using var views = classifier.CreateViews(SyntheticImages.Create(1));
        using var classes = PromptPreparation.Prepare(fixture.Model.Text, [.. _names.Select(name => new ClassPromptSet(name))], classifier.Options.Prompt, seed: 0);
        using var prompts = new PromptEncoder(classes);
        using var noGrad = no_grad();
        var features = new ViewEncoder(fixture.Model.Network.Images, classes).Encode(views.ToTensor(), keptViews: 0).Features.clone();
        spoil(features);
        var evidence = new ViewEvidence(features, classes.Logits(features, classes.InitialFeatures));
        var adapted = options.Method.Create(new MethodContext(prompts, ApproximationOptions.None)).Adapt([evidence])[0];
        return (adapted.Logits.data<float>().ToArray(), evidence);
    }

    /// <summary>Views between two directions: five rounds are not enough for the mode to settle, and each constant shows by 2e-3 or more.</summary>
    private static (Tensor Features, Tensor Probabilities) CreateViews()
    {
        const int Seed = 5;
        var features = new float[Views, Width];
        var logits = new float[Views, Classes];
        for (var view = 0; view < Views; view++)
        {
            for (var i = 0; i < Width; i++)
            {
                features[view, i] = (float)Math.Sin((37.7 * ((view * Width) + i + 1)) + (Seed * (view + 1.3))) + (i == view % 2 ? 1.5f : 0);
            }
            for (var c = 0; c < Classes; c++)
            {
                logits[view, c] = 1.2f * (float)(1 + Math.Sin((11.3 * ((view * Classes) + c + 1)) + Seed));
            }
        }
        var raw = tensor(features);
        return (raw / raw.norm(1, keepdim: true), tensor(logits).softmax(1));
    }

    private static double[] Found(Tensor features, Tensor probabilities)
        => [.. ModeSearch.Find(features, probabilities, new MeanShiftOptions()).data<float>().ToArray().Select(value => (double)value)];

    private static double[] Expected(Tensor features, Tensor probabilities, Constants constants)
    {
        var f = Rows(features);
        var p = Rows(probabilities);
        var neighbours = (int)(0.3 * (Views - 1));
        var h2 = f.Select((row, index) => constants.Half * f.Where((_, other) => other != index).Select(other => SquaredDistance(row, other)).Order().Take(neighbours).Average()).ToArray();
        var y = Enumerable.Repeat(1.0 / Views, Views).ToArray();
        var m = f[0];
        for (var round = 0; round < constants.Rounds; round++)
        {
            var density = Density(m);
            y = Iterate(constants.CarryInlierness ? y : [.. Enumerable.Repeat(1.0 / Views, Views)], old =>
            {
                var exponents = p.Select((row, index) => (density[index] + (constants.AffinityWeight * p.Select((other, q) => Dot(row, other) * old[q]).Sum())) / constants.EntropyWeight).ToArray();
                var exponentials = exponents.Select(exponent => Math.Exp(exponent - exponents.Max())).ToArray();
                return [.. exponentials.Select(value => value / exponentials.Sum())];
            });
            m = Iterate(m, old =>
            {
                var weights = Density(old).Zip(y, (k, inlierness) => k * inlierness).ToArray();
                var mean = Enumerable.Range(0, Width).Select(i => f.Select((row, index) => row[i] * weights[index]).Sum() / weights.Sum()).ToArray();
                return constants.Normalise ? [.. mean.Select(value => value / Math.Sqrt(Dot(mean, mean)))] : mean;
            });
        }
        return m;

        double[] Density(double[] at) => [.. f.Select((row, index) => Math.Exp(-SquaredDistance(row, at) / (2 * h2[index])))];

        double[] Iterate(double[] start, Func<double[], double[]> step)
        {
            for (var i = 0; i < constants.Steps; i++)
            {
                var next = step(start);
                var length = Math.Sqrt(SquaredDistance(start, next));
                start = next;
                if (length < 1e-6)
                {
                    break;
                }
            }
            return start;
        }
    }

    private static double[][] Rows(Tensor tensor)
        => [.. tensor.data<float>().ToArray().Chunk((int)tensor.shape[1]).Select(row => row.Select(value => (double)value).ToArray())];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double SquaredDistance(double[] a, double[] b) => a.Zip(b, (x, y) => (x - y) * (x - y)).Sum();
}
