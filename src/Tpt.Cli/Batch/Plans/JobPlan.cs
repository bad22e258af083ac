using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.ML;
using Microsoft.ML.Tpt.Saving;
using Tpt.Cli.Terminal;
using Tpt.Engine;
using Tpt.Engine.Prompts;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Cli.Batch.Plans;

/// <summary>What is to be scored, with what, and in which parts. It is written once and never changed.</summary>
internal sealed record JobPlan
{
    public const int CurrentFormat = 1;

    public required int Format { get; init; }

    /// <summary>The SHA-256 over all of the plan but <see cref="Model"/>, in lower-case hexadecimal. Results go under it.</summary>
    public string Fingerprint { get; init; } = "";

    public required PlannedManifest Manifest { get; init; }

    /// <summary>How many rows a shard has; the last may have fewer.</summary>
    public required int RowsPerShard { get; init; }

    public required PlannedScoring Scoring { get; init; }

    public required ModelPlace Model { get; init; }

    /// <summary>The digest of the rows of each shard.</summary>
    public required IReadOnlyList<string> Shards { get; init; }

    /// <summary>The version of this program's engine.</summary>
    public static string EngineVersion => typeof(ClipModel).Assembly.GetName().Version!.ToString(3);

    /// <summary>The classes, in the order of the scores.</summary>
    public IReadOnlyList<ClassPromptSet> Classes => [.. Scoring.Classes.Select(one => new ClassPromptSet(one[0], [.. one.Skip(1)]))];

    /// <summary>The first row of a shard, and the one behind its last.</summary>
    public (long From, long To) RangeOf(int shard) => ((long)shard * RowsPerShard, Math.Min((shard + 1L) * RowsPerShard, Manifest.Rows));

    /// <summary>The options of the transformer, with the classes.</summary>
    /// <exception cref="InvalidDataException">They are those of another version.</exception>
    public TptOptions ReadOptions()
    {
        try
        {
            var options = TptOptionsJson.Read(Scoring.Options.ToJsonString()) ?? throw new InvalidDataException("The plan has no options.");
            options.ClassNames = [.. Scoring.Classes.Select(one => one[0])];
            return options;
        }
        catch (System.Text.Json.JsonException exception)
        {
            throw new InvalidDataException($"The options of the plan are those of another version of tpt, or were changed: they cannot be read at {Excerpt.Of(exception.Path ?? "their start")}. Make the plan again with 'tpt plan' into another folder.", exception);
        }
    }

    /// <summary>With the fingerprint that it should have.</summary>
    public JobPlan Sealed()
    {
        var json = PlanJson.ToJson(this with { Fingerprint = "" });
        json.Remove(PlanJson.NameOf(nameof(Model)));
        json.Remove(PlanJson.NameOf(nameof(Fingerprint)));
        return this with { Fingerprint = Convert.ToHexStringLower(SHA256.HashData(PlanJson.ToBytes(json))) };
    }

    /// <summary>Why this is no plan of this program; null where it is one.</summary>
    public string? Fault()
    {
        var shards = RowsPerShard < 1 ? 0 : (Manifest.Rows + RowsPerShard - 1) / RowsPerShard;
        return Format != CurrentFormat ? Invariant($"its format is {Format}, and this version of tpt reads {CurrentFormat}")
            : Manifest.Rows < 1 || shards != Shards.Count ? Invariant($"it has {Words.Count(Shards.Count, "shard")} of {Words.Count(RowsPerShard, "row")} for {Words.Count(Manifest.Rows, "row")}")
            : Scoring.Classes.Count == 0 || Scoring.Classes.Any(one => one.Count < 2) ? "its classes are none"
            : Path.GetFileName(Manifest.File) != Manifest.File ? "its manifest does not lie beside it"
            : Sealed().Fingerprint != Fingerprint ? "it was changed: its fingerprint is that of another plan"
            : null;
    }
}
