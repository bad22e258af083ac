namespace Tpt.Service.Tests.Support;

/// <summary>A file whose second half comes when a test says so, and that says when its reader has the first and asks for more.</summary>
/// <param name="file">The file.</param>
internal sealed class GatedStream(byte[] file) : MemoryStream(file)
{
    private readonly TaskCompletionSource _half = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when the first half has been read.</summary>
    public Task Half => _half.Task;

    public void Release() => _release.TrySetResult();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var left = (int)((Length / 2) - Position);
        if (left > 0)
        {
            return Read(buffer.Span[..Math.Min(left, buffer.Length)]);
        }
        _half.TrySetResult();
        await _release.Task.WaitAsync(cancellationToken);
        return Read(buffer.Span);
    }
}
