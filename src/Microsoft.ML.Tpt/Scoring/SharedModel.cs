using Tpt.Engine;

namespace Microsoft.ML;

/// <summary>
/// A CLIP model that is loaded when first needed, held once by all that lease it, and disposed with the last lease: the
/// transformers that one estimator gives (five folds of a cross-validation) hold one copy of the weights.
/// </summary>
internal sealed class SharedModel(Func<ClipModel> load)
{
    private readonly Lock _lock = new();
    private ClipModel? _model;
    private int _leases;

    public ModelLease Lease()
    {
        lock (_lock)
        {
            _model ??= load();
            _leases++;
            return new ModelLease(_model, Release);
        }
    }

    private void Release()
    {
        lock (_lock)
        {
            if (--_leases > 0) return;
            _model!.Dispose();
            _model = null;
        }
    }
}
