using System.CommandLine;
using Tpt.Cli.Commands;

namespace Tpt.Cli.Tests.Commands;

public sealed class CascadeOptionTests
{
    private readonly Option<double?> _option = CascadeOption.Create("A description.");

    [Theory]
    [InlineData("0.2", 0.2)]
    [InlineData("margin=0.2", 0.2)]
    [InlineData(".5", 0.5)]
    [InlineData("margin=1", 1.0)]
    public void Parse_MarginWithOrWithoutItsName_IsTheNumber(string text, double expected)
    {
        var result = new Command("plan") { _option }.Parse(["--cascade", text]);

        result.Errors.Should().BeEmpty();
        result.GetValue(_option).Should().Be(expected);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("margin=1.01")]
    [InlineData("-0.2")]
    [InlineData("0,2")]
    [InlineData("lead=0.2")]
    [InlineData("margin=")]
    [InlineData("NaN")]
    public void Parse_WhatIsNoMargin_SaysTheRange(string text)
        => new Command("plan") { _option }.Parse(["--cascade", text]).Errors.Should().ContainSingle()
            .Which.Message.Should().Be($"--cascade is '{text}'; it must be as in margin=0.2, the lead of the best class over the second in zero-shot probability, above 0 and at most 1.");

    [Fact]
    public void Parse_NoCascade_IsNone() => new Command("plan") { _option }.Parse([]).GetValue(_option).Should().BeNull();
}
