namespace Microsoft.ML.Tpt.Serving;

/// <summary>The model that is served now.</summary>
internal sealed class ModelSlot : IDisposable
{
    private ServedModel? _current;

    public bool IsFilled => Volatile.Read(ref _current) is not null;

    /// <summary>The model now, claimed; <see langword="null"/> where none is loaded.</summary>
    public ServedModel? Claim()
    {
        while (Volatile.Read(ref _current) is { } model)
        {
            if (model.TryClaim())
            {
                return model;
            }
        }
        return null;
    }

    /// <summary>Puts a model in place. The one before ends with the last picture that it is at work on.</summary>
    public void Put(ServedModel? model) => Interlocked.Exchange(ref _current, model)?.Release();

    public void Dispose() => Put(null);
}
