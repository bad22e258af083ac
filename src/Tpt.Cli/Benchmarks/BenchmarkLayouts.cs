namespace Tpt.Cli.Benchmarks;

/// <summary>How the data sets lie on disk: by whose code they can be read. Some folders suit more than one.</summary>
[Flags]
internal enum BenchmarkLayouts
{
    /// <summary>None of the three, but the pictures were found.</summary>
    Other = 0,

    /// <summary>TPT's, the reference: <c>Flower102/jpg</c>. C-TPT, A-TPT and TPS have it too.</summary>
    Reference = 1,

    /// <summary>CoOp's: <c>oxford_flowers/jpg</c>. R-TPT and many others have it.</summary>
    CoOp = 2,

    /// <summary>ZERO's: <c>flower102/jpg</c>.</summary>
    Zero = 4,
}
