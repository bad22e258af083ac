using System.Text.Json;
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

    public static TheoryData<string> Methods => [.. MethodOptions.All.Keys];

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
    [MemberData(nameof(Methods))]
    public void RoundTrip_Method_ComesBack(string name)
    {
        var options = new TptOptions { Method = (MethodOptions)Activator.CreateInstance(MethodOptions.All[name])! };

        JsonSerializer.Deserialize<TptOptions>(JsonSerializer.Serialize(options))!.Method.Should().Be(options.Method);
    }

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
