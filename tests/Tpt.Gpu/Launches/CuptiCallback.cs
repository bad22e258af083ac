using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tpt.Gpu.Launches;

/// <summary>What CUPTI calls, from whichever thread calls CUDA.</summary>
internal static unsafe class CuptiCallback
{
    /// <summary><c>CUPTI_CB_DOMAIN_DRIVER_API</c>.</summary>
    public const int Driver = 1;

    /// <summary><c>CUPTI_CB_DOMAIN_RUNTIME_API</c>.</summary>
    public const int Runtime = 2;

    private const int Enter = 0;

    /// <summary>A <c>CUpti_CallbackFunc</c>, whose user data is a <see cref="GCHandle"/> of a <see cref="LaunchCount"/>.</summary>
    public static nint Address => (nint)(delegate* unmanaged[Cdecl]<nint, int, uint, CuptiCallbackData*, void>)&OnCall;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnCall(nint userData, int domain, uint id, CuptiCallbackData* data)
    {
        if (domain is Driver or Runtime && data is not null && data->FunctionName != 0)
        {
            var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)data->FunctionName);
            ((LaunchCount)GCHandle.FromIntPtr(userData).Target!).Note(data->CallbackSite == Enter, name);
        }
    }
}
