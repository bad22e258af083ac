using Tpt.Cli.Batch.Manifests;
using Tpt.Cli.Results;

namespace Tpt.Cli.Batch.Shards;

/// <summary>A picture that is scored.</summary>
/// <param name="Id">Its number in the manifest.</param>
/// <param name="Path">The file, as the manifest has it.</param>
/// <param name="Label">Its class; null where that is not known.</param>
/// <param name="Error">Why it cannot be scored; null where it was. Then there are no answers.</param>
/// <param name="Views">How many views were looked at; 0 with an error.</param>
/// <param name="Answer">What the method says. Rank and score of the label are 0 where there is none.</param>
/// <param name="ZeroShot">What the zero-shot scores say.</param>
internal sealed record ShardRow(long Id, string Path, string? Label, string? Error, int Views, MethodAnswer? Answer, MethodAnswer? ZeroShot)
{
    public static ShardRow OfError(long id, ManifestRow row, string error) => new(id, row.Path, row.Label, error, 0, null, null);
}
