namespace Tpt.Engine.Checkpoints;

/// <summary>Which checkpoint is meant, and what its files do not say.</summary>
/// <param name="Path">A folder, or the file of the weights with the others beside it.</param>
internal sealed record CheckpointRequest(string Path)
{
    /// <summary>Whether the activation is QuickGELU; null: as the checkpoint says.</summary>
    public bool? QuickGelu { get; init; }

    /// <summary>OpenCLIP's name of the weights, <c>architecture/tag</c>; null: as the checkpoint says.</summary>
    public string? Pretrained { get; init; }

    /// <summary>The hub id that the files came from; null: as their folder is called.</summary>
    public string? HubId { get; init; }

    /// <summary>A TorchScript file to be run in place of the image tower; null: the checkpoint's own tower.</summary>
    public string? ImageTowerPath { get; init; }
}
