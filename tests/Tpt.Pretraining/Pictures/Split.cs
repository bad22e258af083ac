namespace Tpt.Pretraining.Pictures;

/// <summary>What a style or a concept is there for.</summary>
internal enum Split
{
    /// <summary>Trained on.</summary>
    Training,

    /// <summary>Never trained on; every choice of recipe and setting is made on it.</summary>
    Validation,

    /// <summary>Never trained on, and looked at once, at the end.</summary>
    HeldOut,
}
