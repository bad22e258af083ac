using System.Text.Json;
using Microsoft.ML.Tpt.Saving;
using Tpt.Engine.Methods.PromptTuning;

namespace Microsoft.ML.Tests.Options;

/// <summary>The options in a saved model: every option of every group and of every method comes back.</summary>
public sealed class OptionsJsonTests
{
    public static TheoryData<string> Saved => [.. OptionProperty.All.Where(option => option.IsSaved).Select(option => option.Id)];

    public static TheoryData<string> NotSaved => [.. OptionProperty.All.Where(option => !option.IsSaved).Select(option => option.Id)];

    public static TheoryData<string, string> Named
    {
        get
        {
            var named = new TheoryData<string, string>();
            foreach (var (option, name) in OptionProperty.Named)
            {
                named.Add(option, name);
            }
            return named;
        }
    }

    [Theory]
    [MemberData(nameof(Saved))]
    public void Json_OptionWithAnotherValue_ComesBack(string id)
    {
        var option = OptionProperty.Of(id);
        var options = option.PrepareOptions();
        var another = option.Another();
        option.Set(options, another);

        var back = TptOptionsJson.Read(TptOptionsJson.Write(options))!;

        option.Get(back).Should().BeEquivalentTo(another).And.NotBeEquivalentTo(option.Get(option.PrepareOptions()));
        back.Should().BeEquivalentTo(options, o => o.RespectingRuntimeTypes());
    }

    [Theory]
    [MemberData(nameof(Named))]
    public void Json_MethodCalibrationOrGate_ComesBackByItsName(string option, string name)
    {
        var options = new TptOptions();
        var value = OptionProperty.Create(option, name);
        typeof(TptOptions).GetProperty(option)!.SetValue(options, value);
        var json = TptOptionsJson.Write(options);

        json.Should().Contain($"\"{option}\":{{\"Name\":\"{name}\"");
        OptionProperty.Get(TptOptionsJson.Read(json)!, option).Should().Be(value);
    }

    [Fact]
    public void Json_WithoutCalibrationAndGate_HasNoWordOfThem() => TptOptionsJson.Write(new TptOptions()).Should().NotContain("Calibration").And.NotContain("Gate").And.NotContain("IsAdapted");

    [Theory]
    [MemberData(nameof(NotSaved))]
    public void Json_WhatBelongsToTheProcessOrStandsElsewhere_IsNotInIt(string id)
    {
        var option = OptionProperty.Of(id);
        using var json = JsonDocument.Parse(TptOptionsJson.Write(new TptOptions { ClassNames = ["cat"], Model = { GpuDeviceId = 1, FallbackToCpu = true } }));
        var group = option.Path.Split('.') is [var name, _] ? json.RootElement.GetProperty(name) : json.RootElement;

        group.TryGetProperty(option.Property.Name, out _).Should().BeFalse();
    }

    [Fact]
    public void Json_OfAnOlderVersionWithoutAnOption_GivesItsDefault()
    {
        var options = TptOptionsJson.Read("""{"Views":{"Count":5},"Method":{"Name":"PromptTuning","Steps":2}}""")!;

        options.Views.Count.Should().Be(5);
        options.Method.Should().Be(new PromptTuningOptions { Steps = 2 });
        options.BatchSize.Should().Be(new TptOptions().BatchSize);
        options.Views.FlipProbability.Should().Be(new TptOptions().Views.FlipProbability);
    }

    [Theory]
    [InlineData("""{"Veiws":{}}""")]
    [InlineData("""{"Views":{"Cuont":5}}""")]
    [InlineData("""{"Method":{"Name":"ZeroShot","Steps":2}}""")]
    [InlineData("""{"Method":{"Name":"Magic"}}""")]
    [InlineData("""{"Method":{"Steps":2}}""")]
    [InlineData("""{"Approximations":{"Precision":0}}""")]
    [InlineData("""{"Method":"ZeroShot"}""")]
    [InlineData("""{"Calibration":{"Name":"Magic"}}""")]
    [InlineData("""{"Calibration":{"Value":2}}""")]
    [InlineData("""{"Calibration":"Temperature"}""")]
    [InlineData("""{"Gate":{"Name":"AgreementGate","Value":2}}""")]
    [InlineData("""{"Gate":{"Name":"AgreementGate","Measure":1}}""")]
    [InlineData("""{"ClassNames":["cat"]}""")]
    [InlineData("""{"Model":{"GpuDeviceId":0}}""")]
    public void Json_WhatThisVersionDoesNotKnow_IsAnError(string json) => json.Invoking(TptOptionsJson.Read).Should().Throw<JsonException>();
}
