using Tpt.Engine;

namespace Microsoft.ML.Tpt.Models;

/// <summary>
/// A CLIP model that is loaded when first needed, held once by all that lease it, and disposed with the last lease: the
/// transformers that one estimator gives (five folds of a cross-validation) hold one copy of the weights.
/// </summary>
internal sealed class SharedModel(Func<(ClipModel Model, ModelSource Source)> load)
{
    private readonly Lock _lock = new();
    private (ClipModel Model, ModelSource Source)? _loaded;
    private int _leases;

    public ModelLease Lease()
    {
        lock (_lock)
        {
            var (model, source) = _loaded ??= load();
            _leases++;
            return new ModelLease(model, source, Release);
        }
    }

    private void Release()
    {
        lock (_lock)
        {
            if (--_leases > 0)
            {
                return;
            }

            _loaded!.Value.Model.Dispose();
            _loaded = null;
        }
    }
}
