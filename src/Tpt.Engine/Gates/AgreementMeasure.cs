namespace Tpt.Engine.Gates;

/// <summary>How much a confident view counts when <see cref="AgreementGateOptions"/> asks whether the views agree.</summary>
public enum AgreementMeasure
{
    /// <summary>By the cosine between its class probabilities and those of the centre view.</summary>
    Cosine = 0,

    /// <summary>Every view the same: the score is the share of the views that agree.</summary>
    Count = 1,
}
