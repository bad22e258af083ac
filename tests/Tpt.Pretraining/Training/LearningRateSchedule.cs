namespace Tpt.Pretraining.Training;

/// <summary>A linear rise to 1, then half a cosine down to the final share.</summary>
internal static class LearningRateSchedule
{
    /// <param name="step">Steps done before this one.</param>
    /// <param name="settings">Warm-up, steps and final share.</param>
    public static double Factor(int step, TrainingSettings settings)
    {
        if (step < settings.WarmUpSteps)
        {
            return (step + 1.0) / settings.WarmUpSteps;
        }
        var progress = Math.Min(1, (double)(step - settings.WarmUpSteps) / Math.Max(1, settings.Steps - settings.WarmUpSteps));
        return settings.FinalLearningRate + (1 - settings.FinalLearningRate) * 0.5 * (1 + Math.Cos(Math.PI * progress));
    }
}
