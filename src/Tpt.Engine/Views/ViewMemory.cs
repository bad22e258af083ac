using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Views;

/// <summary>The most memory that views take, as AugMix's and as the model reads them: 3 colours of 4 bytes a pixel. Others wait as bytes, in a quarter of it.</summary>
internal static class ViewMemory
{
    private const long BytesPerPixel = 3 * sizeof(float);

    /// <summary>The bytes of the views of one image.</summary>
    public static long BytesOf(int views, int size) => BytesPerPixel * views * size * size;

    /// <exception cref="ArgumentException">The views of one image do not fit into one buffer, 2 GB.</exception>
    public static void Check(int views, int size)
    {
        if (BytesOf(views, size) > Array.MaxLength)
        {
            throw OptionCheck.Unfit(
                "Views.Count", Invariant($"Views.Count is {views}: with a model of {size} x {size} pixels these take {BytesOf(views, size) / 1e9:F1} GB for one image, and at most {Array.MaxLength / 1e9:F1} GB are taken. Use at most {Array.MaxLength / BytesOf(1, size)} views."));
        }
    }
}
