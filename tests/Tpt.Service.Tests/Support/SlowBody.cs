using System.Net;

namespace Tpt.Service.Tests.Support;

/// <summary>A body whose end comes when a test says so.</summary>
/// <param name="body">The body.</param>
internal sealed class SlowBody(byte[] body) : HttpContent
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when the body is asked for: with <c>Expect: 100-continue</c>, when the service reads it.</summary>
    public Task Asked => _asked.Task;

    public void Release() => _release.TrySetResult();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _asked.TrySetResult();
        await stream.WriteAsync(body.AsMemory(0, body.Length / 2), cancellationToken);
        await stream.FlushAsync(cancellationToken);
        await _release.Task.WaitAsync(cancellationToken);
        await stream.WriteAsync(body.AsMemory(body.Length / 2), cancellationToken);
    }

    /// <summary>A test that fails lets its server go.</summary>
    protected override void Dispose(bool disposing)
    {
        Release();
        base.Dispose(disposing);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }
}
