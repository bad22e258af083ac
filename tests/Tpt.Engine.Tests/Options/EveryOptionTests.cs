using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tpt.Engine.Approximations;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Tests.Options;

/// <summary>What holds for every option, whoever adds it: it survives JSON, its range is checked at both ends, and its errors name it.</summary>
public sealed class EveryOptionTests
{
    private const int LongerThanAnyText = 100_000;

    /// <summary>Approximates nothing: a check on the approximations, and how close one of them is.</summary>
    private static readonly string[] _exact = [nameof(ApproximationOptions.ExactMargin), nameof(ApproximationOptions.FirstOrderRank)];

    public static TheoryData<OptionUnderTest> Every => [.. OptionUnderTest.All];

    public static TheoryData<OptionUnderTest> Ranges => [.. OptionUnderTest.All.Where(option => option.Property.IsDefined(typeof(WithinAttribute)))];

    public static TheoryData<OptionUnderTest> Enumerations => [.. OptionUnderTest.All.Where(option => option.ValueType.IsEnum)];

    public static TheoryData<OptionUnderTest> Texts => [.. OptionUnderTest.All.Where(option => option.ValueType == typeof(string))];

    public static TheoryData<OptionUnderTest> Approximations => [.. OptionUnderTest.All.Where(option => option.Group == typeof(ApproximationOptions))];

    [Theory]
    [MemberData(nameof(Every))]
    public void Json_ChangedValue_SurvivesUnlessItIsNotSaved(OptionUnderTest option)
    {
        var changed = option.CreateChanged();

        var read = JsonSerializer.Deserialize(JsonSerializer.Serialize(changed, option.Group), option.Group);

        var isSaved = !option.Property.IsDefined(typeof(JsonIgnoreAttribute));
        var expected = isSaved ? changed : Activator.CreateInstance(option.Group);
        option.Property.GetValue(read).Should().BeEquivalentTo(option.Property.GetValue(expected));
        option.Property.GetValue(changed).Should().NotBeEquivalentTo(option.Property.GetValue(Activator.CreateInstance(option.Group)), "there must be something to survive");
    }

    [Theory]
    [MemberData(nameof(Ranges))]
    public void Validate_EndsOfTheRange_AreInItOrExclusive(OptionUnderTest option)
    {
        var range = option.Property.GetCustomAttribute<WithinAttribute>()!;

        CheckEnd(range.Min, range.MinIsExclusive);
        CheckEnd(range.Max, range.MaxIsExclusive);

        void CheckEnd(double end, bool isExclusive)
        {
            var validate = option.Validating(option.ToNumber(end));
            if (isExclusive)
            {
                validate.Should().Throw<ArgumentException>().WithMessage($"{option.Path} is *");
            }
            else
            {
                validate.Should().NotThrow();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Ranges))]
    public void Validate_OutsideOfTheRange_NamesTheOption(OptionUnderTest option)
    {
        var range = option.Property.GetCustomAttribute<WithinAttribute>()!;
        double[] outside = option.ValueType == typeof(int)
            ? [range.Min - 1, range.Max + 1, int.MinValue, int.MaxValue]
            : [Math.BitDecrement(range.Min), Math.BitIncrement(range.Max), double.NegativeInfinity, double.PositiveInfinity, double.NaN];

        foreach (var number in outside)
        {
            option.Validating(option.ToNumber(number)).Should().Throw<ArgumentException>("{0} is out of range", number)
                .WithMessage($"{option.Path} is *; it must be *").Which.ParamName.Should().Be(option.Path);
        }
    }

    [Theory]
    [MemberData(nameof(Enumerations))]
    public void Validate_UndefinedMember_NamesTheOption(OptionUnderTest option)
        => option.Validating(Enum.ToObject(option.ValueType, 99)).Should().Throw<ArgumentException>().WithMessage($"{option.Path} is 99; it must be *").Which.ParamName.Should().Be(option.Path);

    [Theory]
    [MemberData(nameof(Texts))]
    public void Validate_TextOfAnyLength_IsRefusedInFewWords(OptionUnderTest option)
        => option.Validating(new string('x', LongerThanAnyText)).Should().Throw<ArgumentException>().WithMessage($"{option.Path} is *").Which.Message.Length.Should().BeLessThan(400);

    /// <summary>"Any number" is said of the seed, and of no other.</summary>
    [Fact]
    public void Numbers_AllButTheSeed_HaveARange()
        => OptionUnderTest.All.Where(option => option.ValueType == typeof(int) || option.ValueType == typeof(double))
            .Where(option => !option.Property.IsDefined(typeof(WithinAttribute))).Select(option => option.Path).Should().Equal("Views.Seed");

    [Theory]
    [MemberData(nameof(Approximations))]
    public void IsNone_AnyApproximation_IsFalse(OptionUnderTest option)
        => ((ApproximationOptions)option.CreateChanged()).IsNone.Should().Be(_exact.Contains(option.Property.Name));

    [Fact]
    public void IsNone_OfNone_IsTrue() => ApproximationOptions.None.IsNone.Should().BeTrue();

    /// <summary>
    /// A new option is one property with its range, in one file: the tests above find it. This group stands for the file. That an
    /// approximation is not exact needs no line either, since <see cref="ApproximationOptions.IsNone"/> compares whole records. The files
    /// that adding an approximation touches: src/Tpt.Engine/Approximations/ApproximationOptions.cs with the property, the file that
    /// computes less exactly by it, that file's test, and PublicAPI.Unshipped.txt. Saved models, configuration files, validation and the
    /// second look at close calls know it by themselves.
    /// </summary>
    [Fact]
    public void Of_GroupWithANewOption_FindsIt()
    {
        var found = OptionUnderTest.Of(typeof(OutsideGroup), "Outside.").ToArray();

        found.Select(option => option.Path).Should().Equal("Outside.Approximations.ToyTolerance");
        found[0].Validating(2.0).Should().Throw<ArgumentException>().WithMessage("Outside.Approximations.ToyTolerance is 2; it must be in [0, 1).*");
        found[0].Property.GetValue(found[0].CreateChanged()).Should().Be(0.5);
    }

    private sealed record OutsideGroup : IOptionGroup
    {
        public ToyGroup Approximations { get; set; } = new();

        void IOptionGroup.CheckTogether(string path)
        {
        }
    }

    private sealed record ToyGroup : IOptionGroup
    {
        [Within(0, 1, MaxIsExclusive = true)]
        public double ToyTolerance { get; set; }

        void IOptionGroup.CheckTogether(string path)
        {
        }
    }
}
