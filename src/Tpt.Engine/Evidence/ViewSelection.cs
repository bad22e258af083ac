using System.Collections;
using System.Runtime.CompilerServices;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Evidence;

/// <summary>
/// Some of the views of an image, in an order. Where they were chosen on the model's device they stay there: how many they are is known, and
/// which they are is copied to .NET when somebody asks.
/// </summary>
[CollectionBuilder(typeof(ViewSelection), nameof(Of))]
internal sealed class ViewSelection : IReadOnlyList<int>
{
    private readonly Tensor? _chosen;
    private int[]? _views;

    private ViewSelection(Tensor? chosen, int[]? views) => (_chosen, _views) = (chosen, views);

    public int Count => _views?.Length ?? (int)_chosen!.shape[0];

    private int[] Views => _views ??= Array.ConvertAll(HostCopy.Longs(_chosen!), view => (int)view);

    public int this[int index] => Views[index];

    /// <summary>Views that .NET chose.</summary>
    public static ViewSelection Of(ReadOnlySpan<int> views) => new(null, views.ToArray());

    /// <summary>Views that the device chose, int64 <c>[views]</c>. The tensor belongs to its dispose scope.</summary>
    public static ViewSelection OnDevice(Tensor chosen) => new(chosen, null);

    /// <summary>The indices as int64 <c>[views]</c>, in the open dispose scope.</summary>
    public Tensor ToTensor(Device device) => _chosen?.alias() ?? DeviceUpload.Of([.. Views.Select(view => (long)view)], device);

    /// <summary>Where the indices still are on the device, they outlive the open dispose scope.</summary>
    public void MoveToOuterDisposeScope() => _chosen?.MoveToOuterDisposeScope();

    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)Views).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
