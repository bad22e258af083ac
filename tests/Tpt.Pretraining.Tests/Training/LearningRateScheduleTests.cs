using FluentAssertions;
using Tpt.Pretraining.Training;
using Xunit;

namespace Tpt.Pretraining.Tests.Training;

public class LearningRateScheduleTests
{
    private static readonly TrainingSettings _settings = new() { Steps = 1100, WarmUpSteps = 100, FinalLearningRate = 0.02 };

    [Theory]
    [InlineData(0, 0.01)]
    [InlineData(49, 0.5)]
    [InlineData(99, 1)]
    [InlineData(100, 1)]
    [InlineData(600, 0.51)]
    [InlineData(1100, 0.02)]
    [InlineData(2000, 0.02)]
    public void RisesLinearlyAndFallsAlongACosine(int step, double factor)
        => LearningRateSchedule.Factor(step, _settings).Should().BeApproximately(factor, 1e-12);
}
