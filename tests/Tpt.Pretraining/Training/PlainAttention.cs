using static TorchSharp.torch;

namespace Tpt.Pretraining.Training;

/// <summary>
/// While it is not disposed of, libtorch computes attention by plain products. Its fused kernel's backward pass in bfloat16 is slow on
/// a CPU: for 192 images of the built-in model it takes 47 to 102 ms a layer with 33 tokens, against 13 to 15 ms, and 100 ms against 48
/// with 65 tokens. The choice is the process's, so nothing else should compute meanwhile.
/// </summary>
internal sealed class PlainAttention : IDisposable
{
    private readonly bool _before = backends.cuda.flash_sdp_enabled();

    // The setting has CUDA in its name and holds for the CPU's kernel as well.
    public PlainAttention() => backends.cuda.enable_flash_sdp(false);

    public void Dispose() => backends.cuda.enable_flash_sdp(_before);
}
