using System.Text.Json;
using Tpt.Cli.Tests.Support;

namespace Tpt.Cli.Tests.Commands;

public sealed class InfoCommandTests
{
    [Fact]
    public async Task Info_BuiltInModel_SaysWhatItIsWhatItTakesAndWhatWasRead()
    {
        var output = (await new TptProcess().Run("info", "--class-count", "10,2000")).ShouldSucceed();

        output.Output.Should().ContainAll(
            "CLIP, in the layout of Hugging Face", "vision transformer: 6 layers of 192, 6 heads, QuickGELU", "reads 64 x 64 px in patches of 8 px", "text transformer: 4 layers of 160, 5 heads",
            "reads 32 tokens of 4,098", "160 numbers", "4.7 million parameters, stored in Float16", "computes in Float32 on cpu", "\"a picture of a {}.\" is what the model recommends", "2,000");
        output.Output.Should().MatchRegex(@"zero-shot +[0-9.]+ GB +[0-9.]+ GB").And.MatchRegex(@"measured on one with 10 classes:\n  zero-shot +[0-9.]+\n  adapted +[0-9.]+\n");
        output.Output.Should().MatchRegex(@"\n  model\.safetensors, 9,368,010 bytes\n    [0-9a-f]{64}\n");
        output.Error.Should().BeEmpty();
    }

    [Fact]
    public async Task Info_Json_HasTheSameForPrograms()
    {
        var output = (await new TptProcess().Run("info", Samples.BuiltInModel, "--no-measure", "--json", "--precision", "BFloat16")).ShouldSucceed();

        var json = JsonDocument.Parse(output.Output).RootElement;
        json.GetProperty("architecture").GetProperty("parameterCount").GetInt64().Should().Be(4_674_049);
        json.GetProperty("computedType").GetString().Should().Be("BFloat16");
        json.GetProperty("memory").EnumerateArray().Select(one => one.GetProperty("classes").GetInt32()).Should().Equal(10, 100, 1000);
        json.GetProperty("files").EnumerateArray().Select(file => Path.GetFileName(file.GetProperty("path").GetString())).Should().Contain(["model.safetensors", "config.json", "vocab.json"]);
        json.GetProperty("speed").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("There is no model '/none'.", "/none")]
    [InlineData("There is no model 'org/none' here, nor in the cache", "org/none", "--offline")]
    [InlineData("There is no option '--cpu'.", "--cpu")]
    [InlineData("--class-count is '10,x'; it must be whole numbers from 1 on", "--class-count", "10,x")]
    public async Task Info_WhatCannotBe_IsALineThatNamesIt(string message, params string[] arguments)
        => (await new TptProcess().Run(["info", .. arguments])).ShouldFail(42).Error.Should().Contain(message);
}
