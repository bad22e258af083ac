namespace Tpt.Pretraining.Evaluation;

/// <summary>One picture of an evaluation set.</summary>
/// <param name="Path">The file.</param>
/// <param name="Label">The name of its class, which is the name of its folder.</param>
internal sealed record EvaluationImage(string Path, string Label)
{
    /// <summary>Its name within the set: class folder and file name.</summary>
    public string Name => $"{Label}/{System.IO.Path.GetFileName(Path)}";
}
