using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Tests.Support;

/// <summary>A row that names an image file.</summary>
public class PathRow
{
    public float Id { get; set; }

    public string Path { get; set; } = "";

    public string Label { get; set; } = "";
}

/// <summary>A row that holds an image in memory.</summary>
public class BitmapRow
{
    [ImageType(1, 1)]
    public MLImage? Image { get; set; }
}

/// <summary>A row that holds an image file in memory.</summary>
public class EncodedRow
{
    public byte[]? Image { get; set; }
}

/// <summary>A scored row.</summary>
public class ScoredRow
{
    public float Id { get; set; }

    public uint PredictedLabel { get; set; }

    public float[] Score { get; set; } = [];
}

/// <summary>The scores alone.</summary>
public class Scores
{
    public uint PredictedLabel { get; set; }

    public float[] Score { get; set; } = [];
}
