using System.Text.Json;
using Microsoft.ML.Tpt.Saving;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.PromptTuning;

namespace Microsoft.ML.Tests.Options;

/// <summary>The options in a saved model: every option of every group and of every method comes back.</summary>
public sealed class OptionsJsonTests
{
    public static TheoryData<string> Saved => [.. OptionProperty.All.Where(option => option.IsSaved).Select(option => option.Id)];

    public static TheoryData<string> NotSaved => [.. OptionProperty.All.Where(option => !option.IsSaved).Select(option => option.Id)];

    public static TheoryData<string> Methods => [.. MethodOptions.All.Keys];

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
    [MemberData(nameof(Methods))]
    public void Json_Method_ComesBackByItsName(string name)
    {
        var options = new TptOptions { Method = (MethodOptions)Activator.CreateInstance(MethodOptions.All[name])! };
        var json = TptOptionsJson.Write(options);

        json.Should().Contain($"\"Method\":{{\"Name\":\"{name}\"");
        TptOptionsJson.Read(json)!.Method.Should().Be(options.Method);
    }

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
    [InlineData("""{"ClassNames":["cat"]}""")]
    [InlineData("""{"Model":{"GpuDeviceId":0}}""")]
    public void Json_WhatThisVersionDoesNotKnow_IsAnError(string json) => json.Invoking(TptOptionsJson.Read).Should().Throw<JsonException>();
}
