using System.Globalization;
using Microsoft.Extensions.Configuration;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Methods.ZeroShot;
using Tpt.Engine.Imaging;

namespace Microsoft.ML.Tests.Options;

/// <summary>Every option binds from a configuration section, by the binder that applications use.</summary>
public sealed class OptionsConfigurationTests
{
    public static TheoryData<string> Bound => [.. OptionProperty.All.Where(option => option.IsData).Select(option => option.Id)];

    [Theory]
    [MemberData(nameof(Bound))]
    public void Bind_OptionWithAnotherValue_HasIt(string id)
    {
        var option = OptionProperty.Of(id);
        var another = option.Another();
        var options = option.PrepareOptions();
        option.Get(options).Should().NotBeEquivalentTo(another);

        Bind(options, Lines(option.Path.Replace('.', ':'), another));

        option.Get(options).Should().BeEquivalentTo(another);
        option.Set(options, option.Get(option.PrepareOptions()));
        options.Should().BeEquivalentTo(option.PrepareOptions(), o => o.RespectingRuntimeTypes(), "nothing else has changed");
    }

    [Theory]
    [MemberData(nameof(OptionsJsonTests.Named), MemberType = typeof(OptionsJsonTests))]
    public void Bind_NameOfAMethodCalibrationOrGate_GivesItWithItsDefaults(string option, string name)
    {
        var options = new TptOptions();

        Bind(options, (option, name));

        OptionProperty.Get(options, option).Should().Be(OptionProperty.Create(option, name));
    }

    [Fact]
    public void Bind_NameOfAMethodInOtherLetters_GivesIt()
    {
        var options = new TptOptions();

        Bind(options, ("method", "zeroshot"));

        options.Method.Should().Be(new ZeroShotOptions());
    }

    [Fact]
    public void Bind_SectionOfTheDefaultMethod_SetsItsOptions()
    {
        var options = new TptOptions();

        Bind(options, ("Method:Name", "PromptTuning"), ("Method:Steps", "2"), ("Method:SelectionFraction", "0.25"));

        options.Method.Should().Be(new PromptTuningOptions { Steps = 2, SelectionFraction = 0.25 });
    }

    [Fact]
    public void Bind_SectionThatNamesAnotherMethod_IsAnErrorInWords()
    {
        var bind = () => Bind(new TptOptions(), ("Method:Name", "ConfidentViewAveraging"), ("Method:SelectionFraction", "0.25"));

        bind.Should().Throw<Exception>().Which.GetBaseException().Message.Should()
            .StartWith("Method.Name is 'ConfidentViewAveraging', but these are the options of PromptTuning.").And.Contain("\"Method\": \"ConfidentViewAveraging\"");
    }

    /// <summary>Every setting of every method, calibration and gate, in the text that names it.</summary>
    [Theory]
    [MemberData(nameof(Settings))]
    public void Bind_NameWithASetting_SetsIt(string option, string name, string setting)
    {
        var options = new TptOptions();
        var expected = OptionProperty.Create(option, name);
        var property = expected.GetType().GetProperty(setting)!;
        var another = OptionProperty.All.Single(one => one.Kind == expected.GetType() && one.Property.Name == setting).Another();
        property.GetValue(expected).Should().NotBe(another);
        property.SetValue(expected, another);

        Bind(options, (option, string.Create(CultureInfo.InvariantCulture, $"{name}; {setting}={another}")));

        OptionProperty.Get(options, option).Should().Be(expected);
    }

    public static TheoryData<string, string, string> Settings
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var (option, name) in OptionProperty.Named)
            {
                foreach (var property in OptionProperty.Create(option, name).GetType().GetProperties().Where(property => property.Name != nameof(MethodOptions.Name) && property.CanWrite))
                {
                    data.Add(option, name, property.Name);
                }
            }
            return data;
        }
    }

    [Theory]
    [InlineData("Calibration", "Temperature; Value=hot", "'hot' is no value for the setting Value of the calibration Temperature.")]
    [InlineData("Calibration", "ConfidenceMatching; Ensemble=perhaps", "'perhaps' is no value for the setting Ensemble of the calibration ConfidenceMatching.")]
    [InlineData("Gate", "AgreementGate; Measure=Length", "'Length' is no value for the setting Measure of the gate AgreementGate.")]
    [InlineData("Gate", "Garden", "There is no gate 'Garden'; there are AgreementGate, MarginGate.")]
    public void Bind_CalibrationOrGateThatCannotBe_IsAnErrorInWords(string option, string text, string message)
    {
        var bind = () => Bind(new TptOptions(), (option, text));

        Causes(bind.Should().Throw<InvalidOperationException>().Which).Should().Contain(message);
    }

    [Theory]
    [InlineData("ConfidentViewAveraging; Steps=2", "'Steps=2' is no setting of the method ConfidentViewAveraging; it has the settings SelectionFraction=....")]
    [InlineData("ConfidentViewAveraging; SelectionFraction", "'SelectionFraction' is no setting of the method ConfidentViewAveraging; it has the settings SelectionFraction=....")]
    [InlineData("ZeroShot; Steps=2", "'Steps=2' is no setting of the method ZeroShot; it has no settings.")]
    [InlineData("PromptTuning; Steps=two", "'two' is no value for the setting Steps of the method PromptTuning.")]
    [InlineData(";", "There is no method ''; there are ConfidentViewAveraging, *PromptTuning, *ZeroShot.")]
    public void Bind_SettingThatCannotBe_IsAnErrorInWords(string text, string message)
    {
        var bind = () => Bind(new TptOptions(), ("Method", text));

        var exception = bind.Should().Throw<InvalidOperationException>().Which;
        Causes(exception).Should().ContainMatch(message);
    }

    [Fact]
    public void Bind_NameOfNoMethod_IsAnErrorThatListsThem()
    {
        var bind = () => Bind(new TptOptions(), ("Method", "Magic"));

        bind.Should().Throw<InvalidOperationException>().Which.GetBaseException().Message.Should()
            .Match("There is no method 'Magic'; there are ConfidentViewAveraging, *PromptTuning, *ZeroShot.");
    }

    private static IEnumerable<string> Causes(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            yield return exception.Message;
        }
    }

    private static void Bind(TptOptions options, params (string Key, string? Value)[] lines) =>
        new ConfigurationBuilder().AddInMemoryCollection(lines.ToDictionary(line => line.Key, line => line.Value)).Build().Bind(options);

    private static (string Key, string? Value)[] Lines(string key, object value) => value is IReadOnlyList<string> list
        ? [.. list.Select((item, i) => (FormattableString.Invariant($"{key}:{i}"), (string?)item))]
        : [(key, value is IImageDecoder decoder ? decoder.Name : Convert.ToString(value, CultureInfo.InvariantCulture))];
}
