namespace Tpt.Engine.Approximations;

/// <summary>
/// What the image tower computes in. The text tower, whose gradient tunes the prompt, and every norm of features, softmax and
/// loss are in 32-bit floats always.
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
    /// The fastest that the device has units for: <see cref="Float16"/> on a CUDA device, as in the reference's own runs;
    /// <see cref="BFloat16"/> on an x86 CPU with AVX512-BF16 or AMX; <see cref="Float32"/> elsewhere.
    /// </summary>
    Auto,

    /// <summary>32-bit floats: the numbers that this library is checked with against the reference implementation.</summary>
    Float32,

    /// <summary>bfloat16, 8 significant bits. Slower than 32-bit floats on a CPU without units for it.</summary>
    BFloat16,

    /// <summary>16-bit floats, 11 significant bits, for CUDA devices; an error on a CPU, where they take minutes.</summary>
    Float16,
}
