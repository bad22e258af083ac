namespace Tpt.Engine;

/// <summary>What turns the views of one image into its scores.</summary>
/// <example>
/// <code>
/// // What do the views give by themselves, without tuning?
/// var options = new TptClassifierOptions { Method = TptMethod.ConfidentViewAveraging };
/// </code>
/// </example>
public enum TptMethod
{
    /// <summary>Test-time prompt tuning (Shu et al., NeurIPS 2022): the context vectors take gradient steps that lower the marginal entropy of the confident views.</summary>
    PromptTuning,

    /// <summary>The mean of the confident views' probabilities, without tuning. It shows what tuning itself adds.</summary>
    ConfidentViewAveraging,
}
