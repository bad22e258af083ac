namespace Tpt.Hub.Http;

/// <summary>Reads a body that may stop to come: after the time without bytes a <see cref="TimeoutException"/>.</summary>
internal sealed class StalledBody : IDisposable
{
    private readonly Stream _body;
    private readonly TimeSpan _timeout;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenSource _stall;

    public StalledBody(Stream body, TimeSpan timeout, CancellationToken cancellation)
    {
        (_body, _timeout, _cancellation) = (body, timeout, cancellation);
        _stall = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    }

    /// <exception cref="TimeoutException">No byte came in time.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        _stall.CancelAfter(_timeout);
        try
        {
            return await _body.ReadAsync(buffer, _stall.Token);
        }
        catch (OperationCanceledException e) when (!_cancellation.IsCancellationRequested)
        {
            throw new TimeoutException("no more bytes came", e);
        }
    }

    public void Dispose() => _stall.Dispose();
}
