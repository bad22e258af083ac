using Tpt.Gpu.Comparison;

namespace Tpt.Engine.Tests.Gpu;

/// <summary>The summary of a run of the parity suites.</summary>
public sealed class QuantityTableTests
{
    [Fact]
    public void Write_SeveralCases_HasTheLargestDifferenceOfEachQuantity()
    {
        var table = new QuantityTable();
        bool?[] read =
        [
            table.Add("vit_mh/one logits_final maxabs=1.5e-5 rel=1e-6 tol=3e-4 PASS"),
            table.Add("vit_mh/two s1.logits_final maxabs=4e-4 rel=1e-6 tol=3e-4 FAIL"),
            table.Add("vit_mh/two token_ids maxabs=0e+0 rel=0e+0 tol=0e+0 PASS"),
            table.Add("vit_mh/two extra not compared: unknown"),
        ];
        var output = new StringWriter();

        table.Write(output);

        read.Should().Equal(true, false, true, null);
        output.ToString().Should().MatchRegex(@"logits_final +2 +1 +4\.0e-4 +3\.0e-4  vit_mh/two").And.Contain("1 further quantities that must be equal are, in 1 comparisons");
    }

    [Fact]
    public void Write_NotANumber_IsTheLargestAndIsShown()
    {
        var table = new QuantityTable();
        table.Add("one losses maxabs=1e-5 rel=1e-6 tol=5e-5 PASS");
        table.Add("two losses maxabs=NaN rel=NaN tol=5e-5 FAIL");
        table.Add("three losses maxabs=2e-5 rel=1e-6 tol=5e-5 PASS");
        var output = new StringWriter();

        table.Write(output);

        output.ToString().Should().MatchRegex(@"losses +3 +1 +NaN +5\.0e-5  two");
    }
}
