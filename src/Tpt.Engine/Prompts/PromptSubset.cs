namespace Tpt.Engine.Prompts;

/// <summary>Some of a class set's prompts, packed for the text tower.</summary>
internal sealed class PromptSubset(PromptChunk[] chunks) : IDisposable
{
    public IReadOnlyList<PromptChunk> Chunks => chunks;

    public void Dispose()
    {
        foreach (var chunk in chunks)
        {
            chunk.Dispose();
        }
    }
}
