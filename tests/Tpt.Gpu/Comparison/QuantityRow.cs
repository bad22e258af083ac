namespace Tpt.Gpu.Comparison;

/// <summary>One quantity over all cases.</summary>
internal sealed record QuantityRow
{
    /// <summary>In how many cases it was compared.</summary>
    public int Cases { get; private init; }

    public int Failed { get; private init; }

    /// <summary>The largest absolute difference, and not a number where one is.</summary>
    public double Largest { get; private init; }

    /// <summary>What passes in the case with the largest difference.</summary>
    public double Tolerance { get; private init; }

    /// <summary>The case with the largest difference.</summary>
    public string Case { get; private init; } = "";

    public QuantityRow With(string caseName, double largest, double tolerance, bool passes)
    {
        var counted = this with { Cases = Cases + 1, Failed = Failed + (passes ? 0 : 1) };
        return Cases == 0 || largest > Largest || double.IsNaN(largest) ? counted with { Largest = largest, Tolerance = tolerance, Case = caseName } : counted;
    }
}
