namespace Tpt.Engine.Configuration;

/// <summary>An image tower that is a TorchScript program of its own: <c>[N, 3, size, size]</c> to <c>[N, embedding]</c>, not normalised.</summary>
internal sealed record ScriptedTowerConfig : ImageTowerConfig
{
    /// <summary>The TorchScript file.</summary>
    public required string Path { get; init; }

    /// <summary>Unknown; that of a ViT-B/16, 197 tokens of 3,072, stands in for it.</summary>
    public override long WidestActivation => 197 * 3072;
}
