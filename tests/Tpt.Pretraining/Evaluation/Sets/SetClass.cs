namespace Tpt.Pretraining.Evaluation.Sets;

/// <summary>A class of a set.</summary>
/// <param name="Folder">The folder of its pictures, by which it goes in reports: <c>n02124075</c>.</param>
/// <param name="Name">What stands for it in the prompt: <c>Egyptian cat</c>.</param>
internal sealed record SetClass(string Folder, string Name)
{
    /// <summary>A class whose folder has its name.</summary>
    public SetClass(string folder) : this(folder, folder)
    {
    }
}
