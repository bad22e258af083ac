namespace Tpt.Engine.Approximations;

/// <summary>
/// What the image tower computes in. In 16 bits its products are, as under the reference's autocast: layer norms and the statistics of batch norms stay
/// in 32-bit floats. So do the text tower, whose gradient tunes the prompt, and every norm of features, softmax and loss.
/// </summary>
/// <example>
/// <code>
/// using var clip = ClipModel.Load(new ModelOptions { Path = "models/clip-vit-base-patch16" }, new ApproximationOptions { Precision = TptPrecision.Auto });
/// Console.WriteLine(clip.DType);     // Float16, BFloat16 or Float32
/// </code>
/// </example>
public enum TptPrecision
{
    /// <summary>
    /// The fastest that the device has units for: on a CUDA device <see cref="BFloat16"/> from compute capability 8 on (A100, RTX 30) and
    /// <see cref="Float16"/> below; <see cref="BFloat16"/> on an x86 CPU with AVX512-BF16 or AMX; <see cref="Float32"/> elsewhere.
    /// </summary>
    Auto,

    /// <summary>32-bit floats: the numbers that this library is checked with against the reference implementation. On a GPU too no product is rounded to fewer bits.</summary>
    Float32,

    /// <summary>bfloat16, 8 significant bits. Slower than 32-bit floats on a CPU without units for it.</summary>
    BFloat16,

    /// <summary>16-bit floats, 11 significant bits, for CUDA devices; an error on a CPU, where they take minutes.</summary>
    Float16,

    /// <summary>
    /// 32-bit floats whose products round their factors to 11 significant bits, on a CUDA device of compute capability 8 or more, in both towers and behind them; an error
    /// elsewhere. The switch is the process's: models with it and without it on GPUs cannot be loaded side by side.
    /// </summary>
    TensorFloat32,
}
