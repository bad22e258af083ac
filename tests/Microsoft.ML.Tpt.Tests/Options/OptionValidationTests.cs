using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Tpt.Engine.Calibration;
using Tpt.Engine.Gates;
using Tpt.Engine.Methods.ZeroShot;

namespace Microsoft.ML.Tests.Options;

/// <summary><see cref="TptOptions.Validate"/> reaches every group, and its errors name the option by its path.</summary>
public sealed class OptionValidationTests
{
    /// <summary>One value of each kind that some rule refuses, the likeliest first.</summary>
    private static readonly object[] _suspects = [-1, int.MinValue, int.MaxValue, -1L, -1.0, 1000.0, "", " ", Array.Empty<string>()];

    /// <summary>Rules between options, or on the text of one, that no attribute states: one for each group that has any.</summary>
    public static TheoryData<string, Action<TptOptions>> Rules => new()
    {
        { "Prompt.Template", options => options.Prompt.Template = "a photo" },
        { "Prompt.ZeroShotTemplates[1]", options => options.Prompt.ZeroShotTemplates = ["a {0}", "the"] },
        { "Prompt.ContextTokens is 9", options => (options.Prompt.Template, options.Prompt.ContextTokens) = ("a {0}", 9) },
        { "Views.CropScaleMax is 0.2", options => (options.Views.CropScaleMin, options.Views.CropScaleMax) = (0.5, 0.2) },
        { "Method.WeightDecay is 2.1", options => OptionProperty.Of("Method.WeightDecay").Set(With(options, "Method.LearningRate", 0.5), 2.1) },
        { "Method.SelectionFraction 0.1 of 4 views", options => options.Views.Count = 4 },
        { "Calibration is ConfidenceMatching, which needs the logits of every view", options => (options.Method, options.Calibration) = (new ZeroShotOptions(), new ConfidenceMatchingOptions()) },
        { "Calibration.SelectionFraction is 0.1; it must be large enough to keep one of the 9 views", options => (options.Views.Count, options.Calibration) = (10, new ConfidenceMatchingOptions()) },
        { "Gate.SelectionFraction 0.05 of 16 views", options => (options.Views.Count, options.Gate) = (16, new AgreementGateOptions { SelectionFraction = 0.05 }) },
        { "Model.ViewChunkSize is 4", options => (options.Model.ViewChunkSize, options.Model.MeasureViewChunkSize) = (4, true) },
        { "Model.TokenizerFolder is set", options => options.Model.TokenizerFolder = "tokenizer" },
    };

    public static TheoryData<string> WithARule => [.. OptionProperty.All.Where(HasARule).Select(option => option.Id)];

    public static TheoryData<string> GroupNames => [.. OptionProperty.Groups.Select(group => group.Name)];

    [Theory]
    [MemberData(nameof(WithARule))]
    public void Validate_ValueThatItsRuleRefuses_NamesThePath(string id)
    {
        var option = OptionProperty.Of(id);
        var options = option.PrepareOptions();
        options.ClassNames = ["cat"];
        options.Invoking(o => o.Validate()).Should().NotThrow("only the one value is wrong");
        option.Set(options, Refused(option));

        var error = options.Invoking(o => o.Validate()).Should().Throw<ArgumentException>().Which;

        error.Message.Should().StartWith($"{option.Path} is ").And.Contain("; it must be ");
        error.ParamName.Should().Be(option.Path);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Validate_RuleOfAGroup_NamesThePath(string start, Action<TptOptions> change)
    {
        var options = new TptOptions { ClassNames = ["cat"] };
        change(options);

        options.Invoking(o => o.Validate()).Should().Throw<ArgumentException>().Which.Message.Should().StartWith(start);
    }

    [Theory]
    [MemberData(nameof(GroupNames))]
    public void Validate_GroupThatIsNull_NamesIt(string name)
    {
        var options = new TptOptions { ClassNames = ["cat"] };
        typeof(TptOptions).GetProperty(name)!.SetValue(options, null);

        options.Invoking(o => o.Validate()).Should().Throw<ArgumentException>().WithMessage($"{name} is null; leave it as it is for the defaults.*");
        FluentActions.Invoking(() => new MLContext().Transforms.TestTimePromptTuning(options)).Should().Throw<ArgumentException>().WithMessage($"{name} is null*");
    }

    [Fact]
    public void Validate_WithoutCalibrationAndGate_IsRight() =>
        new TptOptions { ClassNames = ["cat"], Calibration = null, Gate = null }.Invoking(options => options.Validate()).Should().NotThrow();

    [Fact]
    public void EveryNumberAndEnumeration_HasARuleOrAnyValueIsRight() =>
        OptionProperty.All.Where(option => (option.IsNumber || option.Type.IsEnum) && !HasARule(option)).Select(option => option.Id).Should().Equal("Views.Seed");

    private static bool HasARule(OptionProperty option) => option.Type.IsEnum || Attributes(option).Length > 0;

    private static object Refused(OptionProperty option) => option.Type.IsEnum
        ? Enum.ToObject(option.Type, -1)
        : _suspects.First(value => Fits(option.Type, value) && Attributes(option).Any(rule => !rule.IsValid(value)));

    private static bool Fits(Type type, object value) => type == value.GetType() || (type.IsAssignableTo(typeof(IEnumerable)) && type.IsInstanceOfType(value));

    private static ValidationAttribute[] Attributes(OptionProperty option) => [.. option.Property.GetCustomAttributes<ValidationAttribute>(inherit: true)];

    private static TptOptions With(TptOptions options, string id, object value)
    {
        OptionProperty.Of(id).Set(options, value);
        return options;
    }
}
