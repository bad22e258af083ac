namespace Tpt.Engine.Checkpoints.Pickles;

/// <summary>A name that a pickle refers to. Nothing is imported and nothing is called: see <see cref="TorchGlobals"/>.</summary>
internal sealed record PickledGlobal(string Module, string Name)
{
    public string FullName => $"{Module}.{Name}";
}
