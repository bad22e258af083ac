namespace Microsoft.ML;

/// <summary>Where the time of one picture went.</summary>
/// <example>
/// <code>
/// var answer = await service.ClassifyAsync(File.ReadAllBytes("cat.jpg"), "animals", CancellationToken.None);
/// TptServiceTimes times = answer.Times;
/// Console.WriteLine($"waited {(times.Waiting + times.Queued).TotalSeconds:F2} s, scored in {times.Scoring.TotalSeconds:F2} s");
/// </code>
/// </example>
/// <param name="Reading">Until the file was whole.</param>
/// <param name="Waiting">Until its turn to be decoded.</param>
/// <param name="Preparing">Decoding, and making the views.</param>
/// <param name="Queued">Until the engine took it.</param>
/// <param name="Scoring">In the engine, together with the other pictures of its batch.</param>
public readonly record struct TptServiceTimes(TimeSpan Reading, TimeSpan Waiting, TimeSpan Preparing, TimeSpan Queued, TimeSpan Scoring);
