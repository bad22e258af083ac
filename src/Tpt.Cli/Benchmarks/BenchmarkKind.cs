namespace Tpt.Cli.Benchmarks;

/// <summary>Where the labels of a set are.</summary>
internal enum BenchmarkKind
{
    /// <summary>A folder per class, named after ImageNet's wnid or index; the names come from a list of the 1000 classes.</summary>
    ImageNet,

    /// <summary>CoOp's split file <c>split_zhou_*.json</c>.</summary>
    Split,

    /// <summary>FGVC-Aircraft's own <c>variants.txt</c> and <c>images_variant_test.txt</c>.</summary>
    Variants,
}
