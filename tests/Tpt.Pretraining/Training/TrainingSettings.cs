namespace Tpt.Pretraining.Training;

/// <summary>The recipe. What was tried for each value, and what it gave, stands in the log of the sample's README.</summary>
internal sealed record TrainingSettings
{
    public int Seed { get; init; }

    /// <summary>Optimiser steps of the whole run; the learning rate falls to its end over them.</summary>
    public int Steps { get; init; } = 6000;

    /// <summary>Pictures in a batch, each of another concept.</summary>
    public int BatchSize { get; init; } = 192;

    /// <summary>Pairs of texts in a batch, beside the pictures and their captions.</summary>
    public int TextPairs { get; init; } = 32;

    /// <summary>What the texts' contrastive loss counts against the pictures'.</summary>
    public double TextPairWeight { get; init; } = 0.3;

    /// <summary>Of embeddings, projections, norms and biases, by AdamW.</summary>
    public double LearningRate { get; init; } = 1.2e-3;

    /// <summary>Of the towers' matrices, by Muon.</summary>
    public double MatrixLearningRate { get; init; } = 2e-3;

    public double WeightDecay { get; init; } = 0.1;

    public int WarmUpSteps { get; init; } = 100;

    /// <summary>The learning rate at the end, as a share of the highest.</summary>
    public double FinalLearningRate { get; init; } = 0.02;

    /// <summary>Patches of 64 that the image tower reads until <see cref="AllPatchesFrom"/>.</summary>
    public int KeptPatches { get; init; } = 32;

    /// <summary>From which share of the run on every patch is read.</summary>
    public double AllPatchesFrom { get; init; } = 0.9;

    /// <summary>From which share of the run on half of the batches prefer one group of concepts, whose members are told apart with more difficulty.</summary>
    public double HardBatchesFrom { get; init; } = 0.3;

    /// <summary>How much of the averaged weights stays at a step.</summary>
    public double AverageDecay { get; init; } = 0.998;

    /// <summary>The largest norm of the gradient of all weights.</summary>
    public double GradientClip { get; init; } = 1;

    /// <summary>Steps between two evaluations on the validation style.</summary>
    public int EvaluateEvery { get; init; } = 500;

    /// <summary>Steps between two checkpoints.</summary>
    public int CheckpointEvery { get; init; } = 100;
}
