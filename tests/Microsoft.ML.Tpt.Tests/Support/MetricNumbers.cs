using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Support;

/// <summary>The numbers of ML.NET's metrics, to be held against others.</summary>
internal static class MetricNumbers
{
    public static double[] Of(MulticlassClassificationMetrics metrics) =>
    [
        metrics.MicroAccuracy, metrics.MacroAccuracy, metrics.LogLoss, metrics.LogLossReduction, metrics.TopKPredictionCount,
        .. metrics.TopKAccuracyForAllK, .. metrics.PerClassLogLoss,
    ];
}
