namespace Tpt.Pretraining.Training;

/// <summary>What one step looks at.</summary>
/// <param name="Pictures">Places in the library's pictures, each of another concept.</param>
/// <param name="Captions">One for each picture.</param>
/// <param name="TextPairs">Two texts that mean the same.</param>
internal sealed record TrainingBatch(int[] Pictures, string[] Captions, (string First, string Second)[] TextPairs);
