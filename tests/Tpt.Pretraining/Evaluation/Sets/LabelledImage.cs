namespace Tpt.Pretraining.Evaluation.Sets;

/// <summary>One picture of a set.</summary>
/// <param name="Path">The file.</param>
/// <param name="Label">Its class: the name of its folder.</param>
internal sealed record LabelledImage(string Path, string Label)
{
    /// <summary>Its name within the set: class folder and file name.</summary>
    public string Name => $"{Label}/{System.IO.Path.GetFileName(Path)}";
}
