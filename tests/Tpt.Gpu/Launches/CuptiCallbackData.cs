using System.Runtime.InteropServices;

namespace Tpt.Gpu.Launches;

/// <summary>What CUPTI tells of a call of CUDA's driver or runtime: <c>CUpti_CallbackData</c> of cupti_callbacks.h, the same since CUPTI 4. Pointers are nint.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CuptiCallbackData
{
    /// <summary>0 where the call begins, 1 where it ends.</summary>
    public int CallbackSite;

    /// <summary>The function's name as C has it, such as <c>cuLaunchKernel</c> or <c>cudaLaunchKernel_v7000</c>.</summary>
    public nint FunctionName;

    public nint FunctionParams;

    public nint FunctionReturnValue;

    /// <summary>The kernel's name, where the call launches one.</summary>
    public nint SymbolName;

    public nint Context;

    public uint ContextUid;

    public nint CorrelationData;

    public uint CorrelationId;
}
