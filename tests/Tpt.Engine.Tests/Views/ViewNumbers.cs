using Tpt.Engine.Views;

namespace Tpt.Engine.Tests.Views;

internal static class ViewNumbers
{
    /// <summary>All views as the model reads them, <c>[views, 3, size, size]</c>.</summary>
    public static float[] Numbers(this ViewBatch views)
    {
        var length = 3 * views.Size * views.Size;
        var numbers = new float[views.Count * length];
        for (var view = 0; view < views.Count; view++)
        {
            views.CopyTo(view, numbers.AsSpan(view * length, length));
        }
        return numbers;
    }
}
