namespace Tpt.Gpu.Measuring;

/// <summary>
/// What cards reach on paper in dense products of bfloat16 with sums in 32-bit floats, in TFLOP/s: NVIDIA's data sheets of the A100, H100 and H200,
/// whose figures with sparsity are twice these, and its white paper of the Ada architecture for the RTX 4090.
/// </summary>
internal static class CardLimits
{
    /// <summary>By a part of the name that nvidia-smi prints. The first that fits counts.</summary>
    private static readonly (string Part, double Teraflops)[] _cards =
    [
        ("H100 PCIe", 756), ("H100 NVL", 835), ("H100", 989), ("H200 NVL", 835), ("H200", 989), ("A100", 312), ("RTX 4090", 165),
    ];

    /// <summary>The limit of a card by its name; null where it is not known.</summary>
    public static double? Find(string? name)
        => name is not null && _cards.FirstOrDefault(card => name.Contains(card.Part, StringComparison.OrdinalIgnoreCase)) is { Part: not null } found ? found.Teraflops : null;
}
