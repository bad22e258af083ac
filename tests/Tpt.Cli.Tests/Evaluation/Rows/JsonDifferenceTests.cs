using System.Text.Json.Nodes;
using Tpt.Cli.Evaluation.Rows;

namespace Tpt.Cli.Tests.Evaluation.Rows;

public sealed class JsonDifferenceTests
{
    [Theory]
    [InlineData("""{"a":[1,2,3,4,5]}""", """{"a":[1,2,5]}""", "a had 5 and has 3: it has no more 3, 4.")]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,7,8]}""", "a had 2 and has 3: it has no more 1, and has new 7, 8.")]
    [InlineData("""{"a":[]}""", """{"a":["x"]}""", "a had 0 and has 1: it has new \"x\".")]
    [InlineData("""{"a":[1,1]}""", """{"a":[1]}""", "a was [1,1] and is [1].")]
    [InlineData("""{"a":[1,2,3,4]}""", """{"a":[1,2,3,5]}""", "a[3] was 4 and is 5.")]
    [InlineData("""{"a":{"b":1}}""", """{"a":{"b":2}}""", "a.b was 1 and is 2.")]
    public void Between_OneDifference_SaysWhatOnlyOneHas(string before, string after, string expected)
        => JsonDifference.Between(JsonNode.Parse(before), JsonNode.Parse(after)).Should().ContainSingle().Which.ToString().Should().Be(expected);

    [Fact]
    public void Between_ListsThatAreTheSame_AreNoDifference()
        => JsonDifference.Between(JsonNode.Parse("[1,[2]]"), JsonNode.Parse("[1,[2]]")).Should().BeEmpty();
}
