using System.Text.Json.Serialization;

namespace Tpt.Parity.Fixtures;

/// <summary>What a run tells the loader besides the path; paths are relative to the case. An option that is not known here is an error: nothing may be left out.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record FixtureOptions
{
    /// <summary>The folder of the tokenizer; null: beside the weights.</summary>
    public string? TokenizerFolder { get; init; }

    /// <summary>Whether the activation is QuickGELU rather than GELU with the error function; null: as the files say.</summary>
    public bool? QuickGelu { get; init; }

    /// <summary>The file of context vectors.</summary>
    public string? SoftPrompt { get; init; }

    /// <summary>The TorchScript file that is run in place of the image tower.</summary>
    public string? ImageTower { get; init; }
}
