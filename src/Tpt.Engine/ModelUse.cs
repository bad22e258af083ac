namespace Tpt.Engine;

/// <summary>One use of a model's weights; they are not freed before it is disposed of.</summary>
internal readonly struct ModelUse(ClipModel model) : IDisposable
{
    public void Dispose() => model.EndUse();
}
