using TorchSharp;

namespace Tpt.Engine.Tests.Collector;

public sealed class ScalarAuditTests
{
    private static readonly ScalarAudit _audit = new(typeof(torch).Assembly.Location);

    [Fact]
    public void Find_Engine_HoldsEveryNumberUntilItsCallReturns()
        => _audit.Find(typeof(TptClassifier).Assembly.Location).Should().BeEmpty();

    [Theory]
    [InlineData("Held", 0)]
    [InlineData("Converted", 1)]
    [InlineData("ConvertedEarly", 1)]
    [InlineData("InsideTorchSharp", 1)]
    [InlineData("InsideALambda/<>c", 1)]
    public void Find_Examples_AreToldApart(string example, int places)
        => _audit.Find(typeof(NumberExamples).Assembly.Location, $"{typeof(NumberExamples).FullName}/{example}").Should().HaveCount(places);
}
