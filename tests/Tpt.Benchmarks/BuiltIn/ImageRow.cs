namespace Tpt.Benchmarks.BuiltIn;

/// <summary>One row of the pipeline's input.</summary>
internal sealed class ImageRow
{
    public string Path { get; set; } = "";
}
