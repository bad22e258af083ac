using System.Globalization;
using System.Reflection;
using Microsoft.ML.Tests.Support;
using Tpt.Engine;
using Tpt.Engine.Devices;
using Tpt.Engine.Prompts;
using Tpt.Engine.Views;

namespace Microsoft.ML.Tests;

/// <summary>Every number and every enumeration among the options: what is out of its range is refused by name, and both ends of the range work.</summary>
public sealed class OptionRangeTests(Workspace workspace) : IClassFixture<Workspace>
{
    private const double BelowOne = 1 - 1.0 / (1L << 53);

    /// <summary>The ranges that the documentation of the options states; with 5 classes, 4 views and the built-in model, whose text tower reads 32 tokens.</summary>
    private static readonly Dictionary<string, OptionRange> _ranges = new()
    {
        [nameof(TptOptions.AugMixSeverity)] = OptionRange.Of(1, 10, options => options.Augmentation = ViewAugmentation.AugMix),
        [nameof(TptOptions.BatchSize)] = OptionRange.Of(1, 1024),
        [nameof(TptOptions.MaxImagePixels)] = OptionRange.Of(1, (1 << 29) - 1),
        [nameof(TptOptions.ClassChunkSize)] = OptionRange.Of(1, 4096),
        [nameof(TptOptions.ContextTokens)] = OptionRange.Of(1, 29, options => (options.PromptTemplate, options.ContextInitialization, options.ClassNames) = ("{0}", ContextInitialization.Random, ["cat", "dog", "car", "tree", "sun"])),
        [nameof(TptOptions.CropScaleMax)] = OptionRange.Of(0.08, 1),
        [nameof(TptOptions.CropScaleMin)] = OptionRange.Of(double.Epsilon, 1),
        [nameof(TptOptions.ExactMargin)] = OptionRange.Of(0, BelowOne, options => options.PruningTolerance = 0.1),
        [nameof(TptOptions.FirstOrderRank)] = OptionRange.Of(1, 1024, options => options.FirstOrderTolerance = 0.1),
        [nameof(TptOptions.FirstOrderTolerance)] = OptionRange.Of(0, BelowOne),
        [nameof(TptOptions.FlipProbability)] = OptionRange.Of(0.0, 1),
        [nameof(TptOptions.GpuDeviceId)] = OptionRange.Of(-1, int.MaxValue, options => options.FallbackToCpu = true),
        [nameof(TptOptions.LearningRate)] = OptionRange.Of(double.Epsilon, 100),
        [nameof(TptOptions.PruningTolerance)] = OptionRange.Of(0, BelowOne),
        [nameof(TptOptions.Seed)] = OptionRange.Of(int.MinValue, int.MaxValue),
        [nameof(TptOptions.SelectionFraction)] = OptionRange.Of(0.25, 1),
        [nameof(TptOptions.Steps)] = OptionRange.Of(0, 1000),
        [nameof(TptOptions.TokenMerging)] = OptionRange.Of(0, BelowOne),
        [nameof(TptOptions.ViewChunkSize)] = OptionRange.Of(1, 4096),
        [nameof(TptOptions.Views)] = OptionRange.Of(1, 4096),
        [nameof(TptOptions.WeightDecay)] = OptionRange.Of(0.0, 100),
    };

    /// <summary>1000 steps take 20 s and 4096 views 10 s: they score too, and here their classifier is made.</summary>
    private static readonly string[] _slowAtTheLargest = [nameof(TptOptions.Steps), nameof(TptOptions.Views)];

    private readonly MLContext _context = new(seed: 1);

    public static TheoryData<string, string> EndsOfNumbers => Values(range => range.Ends);

    public static TheoryData<string, string> NumbersOutside => Values(range => range.Outside);

    public static TheoryData<string, int> Members
    {
        get
        {
            var members = new TheoryData<string, int>();
            foreach (var option in Fields(type => type.IsEnum))
            {
                foreach (int member in Enum.GetValuesAsUnderlyingType(TypeOf(option))) members.Add(option.Name, member);
            }
            return members;
        }
    }

    [Fact]
    public void EveryNumber_HasARange() =>
        Fields(type => type.IsPrimitive && type != typeof(bool)).Select(option => option.Name).Should().BeEquivalentTo(_ranges.Keys);

    [Theory]
    [MemberData(nameof(EndsOfNumbers))]
    public void Number_AtAnEndOfItsRange_Scores(string name, string value)
    {
        var option = typeof(TptOptions).GetField(name)!;

        var isSlow = _slowAtTheLargest.Contains(name) && value == Text(_ranges[name].Ends[^1]);
        // No image has so few pixels.
        var isScored = !isSlow && (name, value) != (nameof(TptOptions.MaxImagePixels), "1");

        var scores = Score(options => Set(options, option, value), rows: isScored ? 1 : 0);

        scores.Should().HaveCount(isScored ? Workspace.ClassNames.Length : 0);
        scores.Where(score => !float.IsFinite(score)).Should().BeEmpty();
        scores.Sum().Should().BeApproximately(isScored ? 1 : 0, 1e-3f);
    }

    [Theory]
    [MemberData(nameof(NumbersOutside))]
    public void Number_OutsideItsRange_IsRefusedByName(string name, string value)
    {
        var option = typeof(TptOptions).GetField(name)!;

        var score = () => Score(options => Set(options, option, value));

        score.Should().Throw<ArgumentException>().Which.Message.Should().Contain(name).And.NotContain("\n").And.Match(message => ((string)message).Length < 400);
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void Member_OfAnEnumeration_Scores(string name, int member)
    {
        var option = typeof(TptOptions).GetField(name)!;
        var isForGpus = name == nameof(TptOptions.Precision) && member == (int)TptPrecision.Float16;

        var score = () => Score(options => option.SetValue(options, Enum.ToObject(TypeOf(option), member)));

        if (isForGpus && !TorchSharp.torch.cuda.is_available()) score.Should().Throw<ArgumentException>().WithMessage("Precision is Float16, but the model is on the CPU*");
        else score().Sum().Should().BeApproximately(1, 1e-2f);
    }

    [Fact]
    public void NoMember_OfAnyEnumeration_IsRefusedByName()
    {
        foreach (var option in Fields(type => type.IsEnum))
        {
            foreach (var member in new[] { int.MinValue, -1, Enum.GetValues(TypeOf(option)).Length, int.MaxValue })
            {
                var score = () => Score(options => option.SetValue(options, Enum.ToObject(TypeOf(option), member)));

                score.Should().Throw<ArgumentException>().WithMessage(FormattableString.Invariant($"{option.Name} is {member}; it must be *"));
            }
        }
    }

    [Fact]
    public void LearningRateAndWeightDecay_ThatTurnTheContextRound_AreRefused()
    {
        var score = () => Score(options => (options.LearningRate, options.WeightDecay) = (0.5, 2.1));

        score.Should().Throw<ArgumentException>().WithMessage("WeightDecay is 2.1; it must be at most 2 with a LearningRate of 0.5*");
        Score(options => (options.LearningRate, options.WeightDecay, options.Steps) = (100, 0.01, 20)).Should().OnlyContain(value => float.IsFinite(value));
    }

    [Fact]
    public void BatchSizeAndViews_OfMoreMemoryThanThereIs_AreRefusedBeforeTheFirstRow()
    {
        var score = () => Score(options => (options.BatchSize, options.Views) = (1024, 4096));

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
            var create = () => _context.Transforms.TestTimePromptTuning(new TptOptions { ClassNames = ["cat"], FlipProbability = 1.5 });

            create.Should().Throw<ArgumentException>().Which.Message.Should().StartWith("FlipProbability is 1.5; it must be in [0, 1].");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4096)]
    public void LoadOptions_ViewChunkSizeAtAnEndOfItsRange_Loads(int size)
    {
        using var model = ClipModel.LoadBuiltIn(new ClipLoadOptions { ViewChunkSize = size });

        model.ViewChunkSize.Should().Be(size);
    }

    [Fact]
    public void LoadOptions_OutsideTheirRanges_AreRefusedByName()
    {
        foreach (var property in typeof(ClipLoadOptions).GetProperties().Where(property => property.CanWrite))
        {
            var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            int[] outside = type.IsEnum ? [-1, Enum.GetValues(type).Length] : type == typeof(int) ? [int.MinValue, 0, 4097, int.MaxValue] : [];
            (type.IsPrimitive && type != typeof(bool) && type != typeof(int)).Should().BeFalse("the test knows no other numbers");
            foreach (var value in outside)
            {
                var options = new ClipLoadOptions();
                property.SetValue(options, type.IsEnum ? Enum.ToObject(type, value) : value);

                var load = () => ClipModel.LoadBuiltIn(options).Dispose();

                load.Should().Throw<ArgumentException>().Which.Message.Should().StartWith(property.Name).And.Contain("must be").And.Contain(FormattableString.Invariant($"is {value}"));
            }
        }
    }

    private static void Set(TptOptions options, FieldInfo option, string value)
    {
        _ranges[option.Name].Beside(options);
        option.SetValue(options, Convert.ChangeType(value, TypeOf(option), CultureInfo.InvariantCulture));
    }

    /// <summary>The scores of some rows, after one another.</summary>
    private float[] Score(Action<TptOptions> change, int rows = 1)
    {
        var options = new TptOptions { ClassNames = Workspace.ClassNames, Views = 4, SelectionFraction = 1, GpuDeviceId = TorchDevice.CpuId };
        change(options);
        var images = workspace.LoadImages(_context, rows);
        using var transformer = _context.Transforms.TestTimePromptTuning(options).Fit(images);
        return [.. Workspace.ReadScores(_context, transformer.Transform(images)).SelectMany(row => row.Score)];
    }

    private static TheoryData<string, string> Values(Func<OptionRange, object[]> select)
    {
        var values = new TheoryData<string, string>();
        foreach (var (name, range) in _ranges)
        {
            foreach (var value in select(range)) values.Add(name, Text(value));
        }
        return values;
    }

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static IEnumerable<FieldInfo> Fields(Func<Type, bool> isOfKind) => typeof(TptOptions).GetFields().Where(option => isOfKind(TypeOf(option)));

    private static Type TypeOf(FieldInfo option) => Nullable.GetUnderlyingType(option.FieldType) ?? option.FieldType;
}
