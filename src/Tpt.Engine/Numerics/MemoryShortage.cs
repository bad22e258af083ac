using System.Runtime.InteropServices;

namespace Tpt.Engine.Numerics;

/// <summary>Tells a device whose memory has run out from everything else that libtorch throws, which has one type for all.</summary>
internal static class MemoryShortage
{
    /// <summary>What libtorch's allocators for GPUs and for CPUs say, and NVIDIA's libraries where they allocate by themselves; cuDNN 9 has another name for it than those before.</summary>
    private static readonly string[] _messages =
        ["out of memory", "can't allocate memory", "not enough memory", "CUBLAS_STATUS_ALLOC_FAILED", "CUSOLVER_STATUS_ALLOC_FAILED", "CUDNN_STATUS_ALLOC_FAILED", "DEVICE_ALLOCATION_FAILED"];

    public static bool Is(ExternalException exception) => _messages.Any(message => exception.Message.Contains(message, StringComparison.OrdinalIgnoreCase));
}
