namespace Tpt.Engine.Modules;

/// <summary>
/// Patch dropout (Liu et al., WACV 2023): a share of the patches is left out before the first layer. Those that stay keep their pixels and positions. Here
/// they are spread evenly and are the same in every view: a patch stays by its threshold in the matrix of ordered dithering (Bayer), so that half
/// of them are the squares of one colour of a chessboard.
/// </summary>
internal static class PatchDropout
{
    /// <summary>The bits of a coordinate that count: the matrix has 16 rows.</summary>
    private const int Bits = 4;

    /// <summary>The tokens that stay: the class token, 0, and 1 + the index of each patch that is kept, ascending; of one patch at least.</summary>
    /// <param name="share">What is left out, in [0, 1).</param>
    /// <param name="side">The patches of a row of the image, and its rows.</param>
    public static long[] KeptTokens(double share, int side)
    {
        var kept = Math.Max((int)Math.Round((1 - share) * side * side), 1);
        return [0, .. Enumerable.Range(0, side * side).OrderBy(patch => Threshold(patch % side, patch / side)).Take(kept).Order().Select(patch => 1L + patch)];
    }

    /// <summary>The place of a patch in the order in which ordered dithering sets dots: the bits of x xor y and of y, interleaved, the lowest first.</summary>
    private static int Threshold(int x, int y)
    {
        var threshold = 0;
        for (var bit = 0; bit < Bits; bit++)
        {
            threshold = (threshold << 2) | ((((x ^ y) >> bit) & 1) << 1) | ((y >> bit) & 1);
        }
        return threshold;
    }
}
