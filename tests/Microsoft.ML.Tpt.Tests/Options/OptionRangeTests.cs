using System.Globalization;
using Microsoft.ML.Tests.Support;
using Tpt.Engine;
using Tpt.Engine.Approximations;
using Tpt.Engine.Devices;
using Tpt.Engine.Gates;
using Tpt.Engine.Methods.FeatureShift;
using Tpt.Engine.Methods.FlatPrompt;
using Tpt.Engine.Methods.MeanShift;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Methods.RobustPromptTuning;
using Tpt.Engine.Methods.SelfEnsembleTuning;
using Tpt.Engine.Prompts;
using Tpt.Engine.Views;

namespace Microsoft.ML.Tests.Options;

/// <summary>Every number and every enumeration among the options: what is out of its range is refused by name, and both ends of the range work.</summary>
public sealed class OptionRangeTests(Workspace workspace) : IClassFixture<Workspace>
{
    private const double BelowOne = 1 - 1.0 / (1L << 53);

    /// <summary>The ranges that the documentation of the options states; with 5 classes, 4 views and the built-in model, whose text tower reads 32 tokens.</summary>
    private static readonly Dictionary<string, OptionRange> _ranges = new()
    {
        ["Approximations.ExactMargin"] = OptionRange.Of(0, BelowOne, options => options.Approximations.PruningTolerance = 0.1),
        ["Approximations.FirstOrderRank"] = OptionRange.Of(1, 1024, options => options.Approximations.FirstOrderTolerance = 0.1),
        ["Approximations.FirstOrderTolerance"] = OptionRange.Of(0, BelowOne),
        ["Approximations.PatchDropout"] = OptionRange.Of(0, BelowOne),
        ["Approximations.PruningTolerance"] = OptionRange.Of(0, BelowOne),
        ["BatchSize"] = OptionRange.Of(1, 1024),
        ["Calibration.SelectionFraction of ConfidenceMatchingOptions"] = OptionRange.Of(1.0 / 3, 1),
        ["Calibration.Value of TemperatureOptions"] = OptionRange.Of(0.01, 100),
        ["Gate.SelectionFraction of AgreementGateOptions"] = OptionRange.Of(0.25, 1),
        ["Gate.Threshold of AgreementGateOptions"] = OptionRange.Of(double.Epsilon, 1),
        ["Gate.Threshold of MarginGateOptions"] = OptionRange.Of(double.Epsilon, 1),
        ["Images.MaxPixels"] = OptionRange.Of(1, (1 << 29) - 1),
        ["Method.AffinityWeight of MeanShiftOptions"] = OptionRange.Of(0.0, 1000, MeanShift),
        ["Method.ContextTokens of FlatPromptOptions"] = OptionRange.Of(1, 29, options => (options.Method, options.Prompt.Template, options.ClassNames) = (Flat(), "{0}", ["cat", "dog", "car", "tree", "sun"])),
        ["Method.DispersionWeight"] = OptionRange.Of(0.0, 1000),
        ["Method.EnsembleTemperature of RobustPromptTuningOptions"] = OptionRange.Of(1e-6, 100, Robust),
        ["Method.EntropyWeight of MeanShiftOptions"] = OptionRange.Of(double.Epsilon, 1000, MeanShift),
        ["Method.LearningRate"] = OptionRange.Of(double.Epsilon, 100),
        ["Method.LearningRate of FlatPromptOptions"] = OptionRange.Of(double.Epsilon, 100, Flat),
        ["Method.LearningRate of PrototypeShiftOptions"] = OptionRange.Of(double.Epsilon, 100, PrototypeShift),
        ["Method.LearningRate of RobustPromptTuningOptions"] = OptionRange.Of(double.Epsilon, 100, Robust),
        ["Method.LearningRate of SelfEnsembleTuningOptions"] = OptionRange.Of(double.Epsilon, 100, SelfEnsemble),
        ["Method.LearningRate of SubspaceShiftOptions"] = OptionRange.Of(double.Epsilon, 100, SubspaceShift),
        ["Method.NeighbourFraction of MeanShiftOptions"] = OptionRange.Of(1.0 / 7, 1, MeanShift),
        ["Method.Neighbours of RobustPromptTuningOptions"] = OptionRange.Of(1, 4095, Robust),
        ["Method.NoiseWeight of FlatPromptOptions"] = OptionRange.Of(0.0, 1000, Flat),
        ["Method.OrthogonalityWeight"] = OptionRange.Of(0.0, 1000),
        ["Method.PreparationLearningRate of FlatPromptOptions"] = OptionRange.Of(double.Epsilon, 100, Flat),
        ["Method.PreparationSteps of FlatPromptOptions"] = OptionRange.Of(1, 10_000, Flat),
        ["Method.RankInfluence of SelfEnsembleOptions"] = OptionRange.Of(0.0, 2),
        ["Method.SelectedViews of SelfEnsembleOptions"] = OptionRange.Of(1, 4096),
        ["Method.SelectionFraction"] = OptionRange.Of(0.25, 1),
        ["Method.SelectionFraction of ConfidentViewAveragingOptions"] = OptionRange.Of(0.25, 1),
        ["Method.SelectionFraction of FlatPromptOptions"] = OptionRange.Of(0.25, 1, Flat),
        ["Method.SelectionFraction of PrototypeShiftOptions"] = OptionRange.Of(0.25, 1),
        ["Method.SelectionFraction of RobustPromptTuningOptions"] = OptionRange.Of(0.25, 1, Robust),
        ["Method.SelectionFraction of SelfEnsembleTuningOptions"] = OptionRange.Of(double.Epsilon, 1, SelfEnsemble),
        ["Method.SelectionFraction of SubspaceShiftOptions"] = OptionRange.Of(0.25, 1),
        ["Method.SelectionFraction of ZeroOptions"] = OptionRange.Of(double.Epsilon, 1),
        ["Method.Steps"] = OptionRange.Of(0, 1000),
        ["Method.Steps of FlatPromptOptions"] = OptionRange.Of(0, 1000, Flat),
        ["Method.Steps of PrototypeShiftOptions"] = OptionRange.Of(0, 1000, PrototypeShift),
        ["Method.Steps of RobustPromptTuningOptions"] = OptionRange.Of(0, 1000, Robust),
        ["Method.Steps of SelfEnsembleTuningOptions"] = OptionRange.Of(0, 1000, SelfEnsemble),
        ["Method.Steps of SubspaceShiftOptions"] = OptionRange.Of(0, 1000, SubspaceShift),
        ["Method.WeightDecay"] = OptionRange.Of(0.0, 100),
        ["Method.WeightDecay of FlatPromptOptions"] = OptionRange.Of(0.0, 100, Flat),
        ["Method.WeightDecay of PrototypeShiftOptions"] = OptionRange.Of(0.0, 100, PrototypeShift),
        ["Method.WeightDecay of RobustPromptTuningOptions"] = OptionRange.Of(0.0, 100, Robust),
        ["Method.WeightDecay of SelfEnsembleTuningOptions"] = OptionRange.Of(0.0, 100, SelfEnsemble),
        ["Method.WeightDecay of SubspaceShiftOptions"] = OptionRange.Of(0.0, 100, SubspaceShift),
        ["Model.ClassChunkSize"] = OptionRange.Of(1, 4096),
        ["Model.GpuDeviceId"] = OptionRange.Of(-1, 1023, options => options.Model.FallbackToCpu = true),
        ["Model.ViewChunkSize"] = OptionRange.Of(1, 4096),
        ["Prompt.ContextTokens"] = OptionRange.Of(1, 29, options => (options.Prompt.Template, options.Prompt.ContextInitialization, options.ClassNames) = ("{0}", ContextInitialization.Random, ["cat", "dog", "car", "tree", "sun"])),
        ["Views.AugMixSeverity"] = OptionRange.Of(1, 10, options => options.Views.Augmentation = ViewAugmentation.AugMix),
        ["Views.Count"] = OptionRange.Of(1, 4096),
        ["Views.CropScaleMax"] = OptionRange.Of(0.08, 1),
        ["Views.CropScaleMin"] = OptionRange.Of(double.Epsilon, 1),
        ["Views.FlipProbability"] = OptionRange.Of(0.0, 1),
        ["Views.Seed"] = OptionRange.Of(int.MinValue, int.MaxValue),
    };

    /// <summary>1000 steps take 20 s and 4096 views 10 s: they score too, and here their classifier is made.</summary>
    private static readonly string[] _slowAtTheLargest = ["Method.Steps", "Method.Steps of FlatPromptOptions", "Method.Steps of RobustPromptTuningOptions", "Method.Steps of SelfEnsembleTuningOptions", "Views.Count"];

    /// <summary>10,000 steps of preparation take minutes: the options are taken, and nothing is fitted.</summary>
    private const string TooSlowToFit = "Method.PreparationSteps of FlatPromptOptions";

    private readonly MLContext _context = new(seed: 1);

    public static TheoryData<string, string> EndsOfNumbers => Values(range => range.Ends);

    public static TheoryData<string, string> NumbersOutside => Values(range => range.Outside);

    public static TheoryData<string, int> Members
    {
        get
        {
            var members = new TheoryData<string, int>();
            foreach (var option in OptionProperty.All.Where(option => option.Type.IsEnum))
            {
                foreach (int member in Enum.GetValuesAsUnderlyingType(option.Type))
                {
                    members.Add(option.Id, member);
                }
            }
            return members;
        }
    }

    [Fact]
    public void EveryNumber_HasARange() =>
        OptionProperty.All.Where(option => option.IsNumber).Select(option => option.Id).Should().BeEquivalentTo(_ranges.Keys);

    [Theory]
    [MemberData(nameof(EndsOfNumbers))]
    public void Number_AtAnEndOfItsRange_Scores(string id, string value)
    {
        var isLargest = value == Text(_ranges[id].Ends[^1]);
        if (id == TooSlowToFit && isLargest)
        {
            var options = Options(changed => Set(changed, id, value));
            _context.Transforms.Invoking(transforms => transforms.TestTimePromptTuning(options)).Should().NotThrow();
            ((FlatPromptOptions)options.Method).PreparationSteps.Should().Be(10_000);
            return;
        }
        var isSlow = _slowAtTheLargest.Contains(id) && isLargest;
        // No image has so few pixels.
        var isScored = !isSlow && (id, value) != ("Images.MaxPixels", "1");

        var scores = Score(options => Set(options, id, value), rows: isScored ? 1 : 0);

        scores.Should().HaveCount(isScored ? Workspace.ClassNames.Length : 0);
        scores.Where(score => !float.IsFinite(score)).Should().BeEmpty();
        scores.Sum().Should().BeApproximately(isScored ? 1 : 0, 1e-3f);
    }

    [Theory]
    [MemberData(nameof(NumbersOutside))]
    public void Number_OutsideItsRange_IsRefusedByItsPath(string id, string value)
    {
        var score = () => Score(options => Set(options, id, value));

        score.Should().Throw<ArgumentException>().Which.Message.Should().Contain(OptionProperty.Of(id).Path).And.NotContain("\n").And.Match(message => ((string)message).Length < 400);
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void Member_OfAnEnumeration_Scores(string id, int member)
    {
        var option = OptionProperty.Of(id);
        var isForGpus = id == "Approximations.Precision" && (TptPrecision)member is TptPrecision.Float16 or TptPrecision.TensorFloat32;

        var score = () => Score(options => SetMember(options, option, member));

        if (isForGpus && !TorchSharp.torch.cuda.is_available())
        {
            score.Should().Throw<ArgumentException>().WithMessage($"Approximations.Precision is {(TptPrecision)member}, but the model is on the CPU*");
        }
        else
        {
            score().Sum().Should().BeApproximately(1, 1e-2f);
        }
    }

    [Fact]
    public void NoMember_OfAnyEnumeration_IsRefusedByName()
    {
        foreach (var option in OptionProperty.All.Where(option => option.Type.IsEnum))
        {
            foreach (var member in new[] { int.MinValue, -1, Enum.GetValues(option.Type).Length, int.MaxValue })
            {
                var score = () => Score(options => SetMember(options, option, member));

                score.Should().Throw<ArgumentException>().WithMessage(FormattableString.Invariant($"{option.Path} is {member}; it must be *"));
            }
        }
    }

    [Fact]
    public void LearningRateAndWeightDecay_ThatTurnTheContextRound_AreRefused()
    {
        var score = () => Score(options => options.Method = new PromptTuningOptions { SelectionFraction = 1, LearningRate = 0.5, WeightDecay = 2.1 });

        score.Should().Throw<ArgumentException>().WithMessage("Method.WeightDecay is 2.1; it must be at most 2 with a LearningRate of 0.5*");
        Score(options => options.Method = new PromptTuningOptions { SelectionFraction = 1, LearningRate = 100, WeightDecay = 0.01, Steps = 20 }).Should().OnlyContain(value => float.IsFinite(value));
    }

    [Fact]
    public void BatchSizeAndViews_OfMoreMemoryThanThereIs_AreRefusedBeforeTheFirstRow()
    {
        var score = () => Score(options => (options.BatchSize, options.Views.Count) = (1024, 4096));

        // 2 batches of 1024 rows of 4096 views of 64 x 64 pixels are 412 GB; no machine for tests has as much.
        score.Should().Throw<ArgumentException>().WithMessage("BatchSize is 1024: with 4096 views of 64 x 64 pixels the views of two batches take 412.3 GB*Use a BatchSize of at most *");
    }

    [Fact]
    public void Numbers_InMessages_AreThoseOfTheInvariantCulture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            var create = () => _context.Transforms.TestTimePromptTuning(new TptOptions { ClassNames = ["cat"], Views = { FlipProbability = 1.5 } });

            create.Should().Throw<ArgumentException>().Which.Message.Should().StartWith("Views.FlipProbability is 1.5; it must be in [0, 1].");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4096)]
    public void ModelOptions_ViewChunkSizeAtAnEndOfItsRange_Loads(int size)
    {
        using var model = ClipModel.Load(new ModelOptions { ViewChunkSize = size });

        model.ViewChunkSize.Should().Be(size);
    }

    /// <summary>The engine's own loading checks them too, without ML.NET.</summary>
    [Fact]
    public void ModelOptions_OutsideTheirRanges_AreRefusedByName()
    {
        foreach (var (id, range) in _ranges.Where(range => OptionProperty.Of(range.Key).Path.StartsWith("Model.", StringComparison.Ordinal)))
        {
            foreach (var value in range.Outside)
            {
                var options = new TptOptions();
                OptionProperty.Of(id).Set(options, value);

                var load = () => ClipModel.Load(options.Model).Dispose();

                load.Should().Throw<ArgumentException>().Which.Message.Should().Contain(OptionProperty.Of(id).Property.Name).And.Contain("must be").And.Contain(FormattableString.Invariant($"is {value}"));
            }
        }
    }

    private static void SetMember(TptOptions options, OptionProperty option, int member)
    {
        Prepare(options, option);
        option.Set(options, Enum.ToObject(option.Type, member));
    }

    private static void Set(TptOptions options, string id, string value)
    {
        var option = OptionProperty.Of(id);
        Prepare(options, option);
        _ranges[id].Beside(options);
        option.Set(options, Convert.ChangeType(value, option.Type, CultureInfo.InvariantCulture));
    }

    private static void Prepare(TptOptions options, OptionProperty option)
    {
        option.Prepare(options);
        if (options.Gate is AgreementGateOptions gate)
        {
            gate.SelectionFraction = 0.5;       // 4 views are too few for the default
        }
    }

    private static FlatPromptOptions Flat() => new() { SelectionFraction = 1, PreparationSteps = 2 };

    private static void Flat(TptOptions options) => options.Method = Flat();

    private static void MeanShift(TptOptions options) => (options.Method, options.Views.Count) = (new MeanShiftOptions(), 8);

    private static void PrototypeShift(TptOptions options) => options.Method = new PrototypeShiftOptions { SelectionFraction = 1 };

    private static void SubspaceShift(TptOptions options) => options.Method = new SubspaceShiftOptions { SelectionFraction = 1 };

    private static void Robust(TptOptions options) => options.Method = new RobustPromptTuningOptions { SelectionFraction = 1 };

    private static void SelfEnsemble(TptOptions options) => options.Method = new SelfEnsembleTuningOptions();

    /// <summary>The scores of some rows, after one another.</summary>
    private float[] Score(Action<TptOptions> change, int rows = 1)
    {
        var options = Options(change);
        var images = workspace.LoadImages(_context, rows);
        using var transformer = _context.Transforms.TestTimePromptTuning(options).Fit(images);
        return [.. Workspace.ReadScores(_context, transformer.Transform(images)).SelectMany(row => row.Score)];
    }

    private static TptOptions Options(Action<TptOptions> change)
    {
        var options = new TptOptions
        {
            ClassNames = Workspace.ClassNames,
            Views = { Count = 4 },
            Method = new PromptTuningOptions { SelectionFraction = 1 },
            Model = { GpuDeviceId = TorchDevice.CpuId },
        };
        change(options);
        return options;
    }

    private static TheoryData<string, string> Values(Func<OptionRange, object[]> select)
    {
        var values = new TheoryData<string, string>();
        foreach (var (name, range) in _ranges)
        {
            foreach (var value in select(range))
            {
                values.Add(name, Text(value));
            }
        }
        return values;
    }

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
