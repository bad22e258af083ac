namespace Microsoft.ML.Tpt.Serving;

/// <summary>The class lists that a request can choose from: those of the model that is served, and before there is one those of the options.</summary>
/// <param name="slot">The model that is served.</param>
/// <param name="tpt">What the engine does.</param>
/// <param name="options">How it is served.</param>
internal sealed class ServedLists(ModelSlot slot, TptOptions tpt, TptServiceOptions options)
{
    /// <summary>The lists by name, without regard to case.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> All
    {
        get
        {
            if (slot.Claim() is not { } model)
            {
                return ClassLists.Of(tpt, options);
            }
            var lists = model.Classifiers.ToDictionary(list => list.Key, list => list.Value.ClassNames, StringComparer.OrdinalIgnoreCase);
            model.Release();
            return lists;
        }
    }

    /// <summary>The name of the list of requests that name none.</summary>
    public string Default => ClassLists.Default([.. All.Keys], options);

    /// <summary>The name of a list as it was given, whatever the case of the request.</summary>
    /// <param name="name">The name in the request; <see langword="null"/>: <see cref="Default"/>.</param>
    /// <exception cref="TptServiceException">There is no such list.</exception>
    public string NameOf(string? name)
    {
        var lists = All;
        var asked = name ?? ClassLists.Default([.. lists.Keys], options);
        return lists.Keys.FirstOrDefault(known => known.Equals(asked, StringComparison.OrdinalIgnoreCase)) ?? throw Refusals.UnknownList(asked, lists.Keys);
    }
}
