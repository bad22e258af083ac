using Tpt.Engine.Approximations;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Tests.Options;

public sealed class TensorFloat32Tests
{
    [Fact]
    public void Check_WithAnExactMargin_SaysWhyThereIsNone()
    {
        var options = new ApproximationOptions { Precision = TptPrecision.TensorFloat32, ExactMargin = 0.05 };

        FluentActions.Invoking(() => OptionValidator.Check(options, "Approximations."))
            .Should().Throw<ArgumentException>().WithMessage("Approximations.ExactMargin is 0.05 with TensorFloat32: *Use Auto, or an ExactMargin of 0.*").WithParameterName("Approximations.ExactMargin");
        OptionValidator.Check(options with { ExactMargin = 0 }, "Approximations.");
    }
}
