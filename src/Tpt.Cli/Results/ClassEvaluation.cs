namespace Tpt.Cli.Results;

/// <summary>How well a method did on the pictures of one class.</summary>
/// <param name="Pictures">How many pictures of the class were scored.</param>
/// <param name="Right">How many of them are predicted as it.</param>
/// <param name="Predicted">How many pictures of any class are predicted as it.</param>
/// <param name="LogLoss">ML.NET's log-loss of the class, in nats; 0 where it has no pictures.</param>
internal sealed record ClassEvaluation(int Pictures, int Right, int Predicted, double LogLoss);
