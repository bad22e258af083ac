namespace Tpt.Cli.Batch.Plans;

/// <summary>How the model was named when the job was planned. It is no part of the fingerprint: the same files may lie elsewhere on another machine.</summary>
/// <param name="Name">An id on the hub, or a full path; null for the built-in model.</param>
/// <param name="Tokenizer">The same of the tokenizer; null for that of the model.</param>
/// <param name="Pretrained">OpenCLIP's name of the weights, where it was given.</param>
/// <param name="QuickGelu">Whether the activation is QuickGELU, where it was given.</param>
internal sealed record ModelPlace(string? Name, string? Tokenizer, string? Pretrained, bool? QuickGelu);
