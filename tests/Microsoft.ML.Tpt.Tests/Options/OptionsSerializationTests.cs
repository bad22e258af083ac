using System.Text.Json;
using Tpt.Engine.Calibration;
using Tpt.Engine.Gates;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.ConfidentViewAveraging;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Methods.ZeroShot;

namespace Microsoft.ML.Tests.Options;

/// <summary>The options in an application's own JSON, by <see cref="JsonSerializer"/> as it comes.</summary>
public sealed class OptionsSerializationTests
{
    private static readonly JsonSerializerOptions _web = new(JsonSerializerDefaults.Web);

    public static TheoryData<string> Data => [.. OptionProperty.All.Where(option => option.IsData).Select(option => option.Id)];

    [Theory]
    [MemberData(nameof(Data))]
    public void RoundTrip_OptionWithAnotherValue_HasIt(string id)
    {
        var option = OptionProperty.Of(id);
        var options = option.PrepareOptions();
        option.Set(options, option.Another());

        foreach (var settings in new[] { JsonSerializerOptions.Default, _web })
        {
            var back = JsonSerializer.Deserialize<TptOptions>(JsonSerializer.Serialize(options, settings), settings)!;

            option.Get(back).Should().BeEquivalentTo(option.Another());
            back.Should().BeEquivalentTo(options, o => o.RespectingRuntimeTypes());
        }
    }

    [Theory]
    [MemberData(nameof(OptionsJsonTests.Named), MemberType = typeof(OptionsJsonTests))]
    public void RoundTrip_MethodCalibrationOrGate_ComesBack(string option, string name)
    {
        var options = new TptOptions();
        typeof(TptOptions).GetProperty(option)!.SetValue(options, OptionProperty.Create(option, name));

        OptionProperty.Get(JsonSerializer.Deserialize<TptOptions>(JsonSerializer.Serialize(options))!, option).Should().Be(OptionProperty.Create(option, name));
    }

    [Fact]
    public void Deserialize_CalibrationAndGateAsTextOrObject_AreWhatAConfigurationWouldGive()
    {
        var options = JsonSerializer.Deserialize<TptOptions>("""{ "Calibration": "Temperature; Value=1.16", "Gate": { "Measure": "Count", "Name": "AgreementGate" } }""")!;

        options.Calibration.Should().Be(new TemperatureOptions { Value = 1.16 });
        options.Gate.Should().Be(new AgreementGateOptions { Measure = AgreementMeasure.Count });
        JsonSerializer.Deserialize<TptOptions>("""{ "Calibration": null, "Gate": null }""")!.Calibration.Should().BeNull();
    }

    [Theory]
    [InlineData("""{ "Calibration": "Magic" }""", "There is no calibration 'Magic'; there are ConfidenceMatching, Temperature.")]
    [InlineData("""{ "Gate": { "Threshold": 0.5 } }""", "A gate needs its Name; there are AgreementGate, MarginGate.")]
    public void Deserialize_WhatIsNoCalibrationOrGate_IsAnErrorInWords(string json, string message) =>
        FluentActions.Invoking(() => JsonSerializer.Deserialize<TptOptions>(json)).Should().Throw<JsonException>().WithMessage($"{message}*");

    [Fact]
    public void Deserialize_MethodAsTextOrObject_IsWhatAConfigurationWouldGive()
    {
        MethodIn("\"ZeroShot\"").Should().Be(new ZeroShotOptions());
        MethodIn("\"ConfidentViewAveraging; SelectionFraction=0.25\"").Should().Be(new ConfidentViewAveragingOptions { SelectionFraction = 0.25 });
        MethodIn("""{ "Steps": 2, "Name": "PromptTuning" }""").Should().Be(new PromptTuningOptions { Steps = 2 });
    }

    [Theory]
    [InlineData("\"Magic\"", "There is no method 'Magic'; there are ConfidentViewAveraging, *PromptTuning, *ZeroShot.")]
    [InlineData("""{ "Steps": 2 }""", "A method needs its Name; there are ConfidentViewAveraging, *PromptTuning, *ZeroShot.")]
    [InlineData("""{ "Name": "PromptTuning", "Stepps": 2 }""", "*'Stepps'*")]
    public void Deserialize_WhatIsNoMethod_IsAnErrorInWords(string method, string message) =>
        FluentActions.Invoking(() => MethodIn(method)).Should().Throw<JsonException>().WithMessage($"{message}*");

    private static MethodOptions MethodIn(string json) => JsonSerializer.Deserialize<TptOptions>($$"""{ "Method": {{json}} }""")!.Method;
}
