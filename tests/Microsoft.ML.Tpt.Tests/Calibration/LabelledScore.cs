namespace Microsoft.ML.Tests.Calibration;

/// <summary>A scored row whose class is known.</summary>
internal sealed class LabelledScore
{
    public float Id { get; set; }

    public string Label { get; set; } = "";

    /// <summary>The index of the class. ML.NET takes keys in an object from 0, and makes keys from 1 of them.</summary>
    public uint PredictedLabel { get; set; }

    public float[] Score { get; set; } = [];
}
