namespace Tpt.Engine.Tests.Checkpoints;

/// <summary>How a tensor lies in the storages of an archive of torch.save.</summary>
internal enum TorchStorageLayout
{
    /// <summary>Each alone in a storage of its own.</summary>
    Own,

    /// <summary>A matrix as the transposed view of its storage.</summary>
    Transposed,

    /// <summary>Each a window on a storage that has numbers before and behind it.</summary>
    Window,

    /// <summary>Each the first column of a storage that has three times its numbers.</summary>
    EveryThird,
}
