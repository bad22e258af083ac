namespace Tpt.Pretraining.Texts;

/// <summary>Draws from a list, each item as often as its weight says.</summary>
internal sealed class WeightedChoice<T>
{
    private readonly IReadOnlyList<T> _items;
    private readonly double[] _cumulative;

    /// <param name="items">At least one.</param>
    /// <param name="weight">Above 0 and finite.</param>
    public WeightedChoice(IReadOnlyList<T> items, Func<T, double> weight)
    {
        ArgumentOutOfRangeException.ThrowIfZero(items.Count, nameof(items));
        _items = items;
        _cumulative = new double[items.Count];
        var sum = 0.0;
        for (var i = 0; i < items.Count; i++)
        {
            sum += weight(items[i]);
            _cumulative[i] = sum;
        }
    }

    public T Next(Random random)
    {
        var place = Array.BinarySearch(_cumulative, random.NextDouble() * _cumulative[^1]);
        return _items[Math.Min(place < 0 ? ~place : place + 1, _items.Count - 1)];
    }
}
