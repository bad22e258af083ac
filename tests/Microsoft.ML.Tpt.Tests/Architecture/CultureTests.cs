using Tpt.Engine.Tests.Culture;

namespace Microsoft.ML.Tests.Architecture;

public sealed class CultureTests
{
    [Fact]
    public void Component_NoNumber_IsWrittenAsTheCultureHasIt() => CultureAudit.Offenders(typeof(TptTransformer).Assembly.Location).Should().BeEmpty();
}
