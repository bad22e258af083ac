using System.Globalization;

namespace Tpt.Engine.Tests.Culture;

public sealed class CultureTests
{
    [Fact]
    public void Engine_NoNumber_IsWrittenAsTheCultureHasIt() => CultureAudit.Offenders(typeof(TptClassifier).Assembly.Location).Should().BeEmpty();

    [Fact]
    public void Offenders_CodeThatFollowsTheCulture_AreFound()
        => CultureAudit.Offenders(typeof(CultureTests).Assembly.Location).Should().Contain($"{typeof(CultureTests).FullName}.{nameof(OfTheCulture)}: Double in an interpolated string");

    [Fact]
    public void Validate_CultureWithDecimalComma_WritesNumbersAsCSharpDoes()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            OfTheCulture(0.5).Should().Be("0,5");
            new TptClassifierOptions { Views = { FlipProbability = 1.5 } }.Invoking(options => options.Validate())
                .Should().Throw<ArgumentOutOfRangeException>().WithMessage("Views.FlipProbability is 1.5; it must be in [0, 1]*");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static string OfTheCulture(double number) => $"{number}";
}
