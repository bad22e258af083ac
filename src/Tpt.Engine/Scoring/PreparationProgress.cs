namespace Tpt.Engine.Scoring;

/// <summary>How far the preparation of a class set has come, and whether it is still wanted.</summary>
internal sealed class PreparationProgress(IProgress<double>? progress, CancellationToken cancellationToken)
{
    private long _done;
    private long _total;
    private double _reported;

    /// <summary>So many passes are still to come.</summary>
    public void Expect(long passes) => _total = _done + passes;

    /// <exception cref="OperationCanceledException">Nobody wants it any more.</exception>
    public void AfterPass() => AfterPasses(1);

    /// <param name="passes">How many were done; 0 to ask only whether it is still wanted.</param>
    /// <exception cref="OperationCanceledException">Nobody wants it any more.</exception>
    public void AfterPasses(long passes)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _done += passes;
        if (passes > 0 && _total > 0)
        {
            Report(Math.Min(1, (double)_done / _total));
        }
    }

    /// <summary>All is done, whatever was expected.</summary>
    public void Finish()
    {
        if (_reported < 1)
        {
            Report(1);
        }
    }

    private void Report(double share)
    {
        _reported = share;
        progress?.Report(share);
    }
}
