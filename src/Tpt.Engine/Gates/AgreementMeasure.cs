namespace Tpt.Engine.Gates;

/// <summary>How much a confident view counts when <see cref="AgreementGateOptions"/> asks whether the views agree.</summary>
/// <example>
/// <code>
/// // Adapt where fewer than 4 of the 6 confident views agree with the centre view.
/// var options = new TptClassifierOptions { Gate = new AgreementGateOptions { Measure = AgreementMeasure.Count, Threshold = 0.6 } };
/// </code>
/// </example>
public enum AgreementMeasure
{
    /// <summary>By the cosine between its class probabilities and those of the centre view.</summary>
    Cosine = 0,

    /// <summary>Every view the same: the score is the share of the views that agree.</summary>
    Count = 1,
}
