using Tpt.Engine.Approximations;
using Tpt.Engine.Imaging;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.PromptTuning;

namespace Tpt.Engine.Tests.Methods;

/// <summary>
/// Every method with every approximation, one by one. What the table says of them must hold: an approximation without effect leaves the
/// bits of the exact scores, one that is sound moves scores and <see cref="ApproximationOptions.ExactMargin"/> brings the exact label back, one that
/// is not sound is refused by a message that names it.
/// </summary>
[Collection(BuiltInModelCollection.Name)]
public sealed class ApproximationTableTests(BuiltInModelFixture fixture) : IDisposable
{
    /// <summary>Larger than the margin of any image here.</summary>
    private const double AnyMargin = 0.99999;

    /// <summary>Below the margins of most images, as a setting that was made for another method may be.</summary>
    private const double SmallMargin = 0.02;

    private static readonly string[] _names = ["dog", "cat", "hot dog", "red apple", "sun behind small cloud", "lemon", "tiger", "whale", "banana", "taxi"];

    private static readonly Dictionary<string, ApproximationOptions> _approximations = new()
    {
        [nameof(ApproximationOptions.Precision)] = new() { Precision = TptPrecision.BFloat16 },
        [nameof(ApproximationOptions.PatchDropout)] = new() { PatchDropout = 0.8 },
        [nameof(ApproximationOptions.PruningTolerance)] = new() { PruningTolerance = 0.3 },
        [nameof(ApproximationOptions.FirstOrderTolerance)] = new() { FirstOrderTolerance = 0.1, FirstOrderRank = 8 },
        [nameof(ApproximationOptions.SharePasses)] = new() { SharePasses = true },
    };

    /// <summary>By method, with the settings in which it takes the text gradient or none: what precision, dropout, pruning, first order and shared passes are to it.</summary>
    private static readonly Dictionary<string, Effect[]> _table = new()
    {
        ["ConfidentViewAveraging"] = [Effect.Sound, Effect.Sound, Effect.None, Effect.None, Effect.Rounding],
        ["FlatPrompt; PreparationSteps=3"] = [Effect.Sound, Effect.Sound, Effect.Sound, Effect.Sound, Effect.Rounding],
        ["MeanShift"] = [Effect.Sound, Effect.Refused, Effect.None, Effect.None, Effect.Rounding],
        ["PromptTuning"] = [Effect.Sound, Effect.Sound, Effect.Sound, Effect.Sound, Effect.Rounding],
        ["PromptTuning; DispersionWeight=20"] = [Effect.Sound, Effect.Sound, Effect.Refused, Effect.Sound, Effect.Rounding],
        ["PromptTuning; OrthogonalityWeight=2"] = [Effect.Sound, Effect.Sound, Effect.Refused, Effect.Sound, Effect.Rounding],
        ["PrototypeShift"] = [Effect.Sound, Effect.Sound, Effect.None, Effect.None, Effect.Rounding],
        ["RobustPromptTuning"] = [Effect.Sound, Effect.Refused, Effect.Sound, Effect.Refused, Effect.Rounding],
        ["SelfEnsemble"] = [Effect.Sound, Effect.Sound, Effect.None, Effect.None, Effect.Rounding],
        ["SelfEnsembleTuning"] = [Effect.Sound, Effect.Sound, Effect.Sound, Effect.Refused, Effect.Rounding],
        ["SubspaceShift"] = [Effect.Sound, Effect.Sound, Effect.None, Effect.None, Effect.Rounding],
        ["Zero"] = [Effect.Steps, Effect.Steps, Effect.None, Effect.None, Effect.Steps],
        ["ZeroShot"] = [Effect.Sound, Effect.None, Effect.None, Effect.None, Effect.Rounding],
    };

    private readonly ClipModel _half = ClipModel.Load(new ModelOptions { Path = fixture.Model.Folder, GpuDeviceId = -1 }, new ApproximationOptions { Precision = TptPrecision.BFloat16, ExactMargin = AnyMargin });

    /// <summary>What an approximation is to a method.</summary>
    private enum Effect
    {
        /// <summary>It approximates what the method does not compute: the scores are the exact ones.</summary>
        None,

        /// <summary>It moves the last digits alone.</summary>
        Rounding,

        /// <summary>It moves the scores, and the margin brings the exact ones back.</summary>
        Sound,

        /// <summary>The same where scores move in steps, so that it moves those of few images.</summary>
        Steps,

        /// <summary>It is an error.</summary>
        Refused,
    }

    public static TheoryData<string> Methods => [.. _table.Keys];

    public void Dispose() => _half.Dispose();

    [Fact]
    public void Table_EveryMethod_HasARow() => MethodOptions.All.Keys.Should().BeSubsetOf(_table.Keys.Select(row => row.Split(';')[0]), "it says what each approximation is to the method");

    /// <summary>Of the other options one checks, and one belongs to another.</summary>
    [Fact]
    public void Table_EveryApproximation_HasAColumn()
        => typeof(ApproximationOptions).GetProperties().Where(property => property.CanWrite).Select(property => property.Name)
            .Should().BeEquivalentTo([.. _approximations.Keys, nameof(ApproximationOptions.ExactMargin), nameof(ApproximationOptions.FirstOrderRank)]);

    [Theory]
    [MemberData(nameof(Methods))]
    public void Predict_MethodWithEachApproximation_IsAsTheTableSays(string method)
    {
        var exact = Predict(method, ApproximationOptions.None);
        foreach (var ((option, approximations), effect) in _approximations.Zip(_table[method]))
        {
            if (effect == Effect.Refused)
            {
                Options(method, approximations).Invoking(options => options.Validate()).Should().Throw<ArgumentException>()
                    .WithMessage($"Approximations.{option} is *; it must be 0 with *");
                continue;
            }
            var largest = LargestDifference(exact, Predict(method, approximations));
            switch (effect)
            {
                case Effect.None:
                    largest.Should().Be(0, "{0} has no effect on {1}", option, method);
                    continue;
                case Effect.Rounding:
                    largest.Should().BeLessThan(1e-4, "{0} is rounding to {1}", option, method);
                    break;
                case Effect.Sound:
                    largest.Should().BeGreaterThan(0, "there must be something to check: {0} with {1}", option, method);
                    break;
            }
            // Where no score moves by more than d, the label is the exact one at 2 d. A margin that no image has gives the exact scores themselves.
            var checkedLabels = Predict(method, approximations with { ExactMargin = Math.Min(AnyMargin, (2 * largest) + 1e-6) });
            checkedLabels.Select(prediction => prediction.PredictedIndex).Should().Equal(exact.Select(prediction => prediction.PredictedIndex), "{0} with {1}", option, method);
            if (effect is Effect.Sound or Effect.Steps)
            {
                LargestDifference(exact, Predict(method, approximations with { ExactMargin = AnyMargin })).Should().Be(0, "{0} with {1} is scored again exactly", option, method);
            }
        }
    }

    /// <summary>A setting that was made for another method works with every one, or says what to change.</summary>
    [Theory]
    [MemberData(nameof(Methods))]
    public void Validate_PrecisionWithASmallMargin_IsTakenByEveryMethod(string method)
        => Options(method, new ApproximationOptions { Precision = TptPrecision.Auto, ExactMargin = SmallMargin }).Invoking(options => options.Validate()).Should().NotThrow();

    private static double LargestDifference(IEnumerable<TptPrediction> exact, IEnumerable<TptPrediction> approximate)
        => exact.Zip(approximate, (a, b) => a.Scores.ToArray().Zip(b.Scores.ToArray(), (x, y) => (double)Math.Abs(x - y)).Max()).Max();

    private static TptClassifierOptions Options(string method, ApproximationOptions approximations)
        => new() { Views = { Count = 20, Seed = 3 }, Method = Named(method), Approximations = approximations };

    private static MethodOptions Named(string method) => (MethodOptions)System.ComponentModel.TypeDescriptor.GetConverter(typeof(MethodOptions)).ConvertFromInvariantString(method)!;

    /// <summary>Of some pictures, in one batch.</summary>
    private IReadOnlyList<TptPrediction> Predict(string method, ApproximationOptions approximations)
    {
        using var classifier = new TptClassifier(approximations.Precision == TptPrecision.Float32 ? fixture.Model : _half, _names, Options(method, approximations));
        var views = Enumerable.Range(41, 4).Select(seed => classifier.CreateViews(SyntheticImages.Create(seed))).ToArray();
        var predictions = classifier.Predict(views);
        Array.ForEach(views, ofImage => ofImage.Dispose());
        return predictions;
    }
}
