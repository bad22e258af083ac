using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Engine.Numerics;

/// <summary>
/// Moves and converts the weights of modules. TorchSharp's <c>Module.to</c> lets a native exception through, which ends the process
/// where a device has too little memory. So memory of that size is asked for before, by a call that fails with a managed exception.
/// </summary>
internal static class ModuleConversion
{
    /// <summary>Moves the weights to a device.</summary>
    /// <exception cref="System.Runtime.InteropServices.ExternalException">The device has too little memory.</exception>
    public static void MoveTo(nn.Module module, Device device)
    {
        Reserve(module, weight => weight.ElementSize, device);
        module.to(device);
    }

    /// <summary>Converts the weights, where they are.</summary>
    /// <exception cref="System.Runtime.InteropServices.ExternalException">The device has too little memory.</exception>
    public static void ConvertTo(nn.Module module, ScalarType dtype)
    {
        Reserve(module, _ => dtype.ElementSize(), module.parameters().First().device);
        module.to(dtype);
    }

    private static void Reserve(nn.Module module, Func<Tensor, long> elementSize, Device device)
    {
        using var scope = NewDisposeScope();
        _ = empty(module.parameters().Sum(weight => weight.numel() * elementSize(weight)), dtype: ScalarType.Byte, device: device);
    }
}
