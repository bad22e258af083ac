namespace Tpt.Engine.Imaging;

/// <summary>Takes the finished rows of a resize, one channel at a time.</summary>
internal interface IRowSink
{
    /// <param name="channel">0 red, 1 green, 2 blue.</param>
    /// <param name="y">The row of the output window.</param>
    /// <param name="row">The window's width in bytes; valid during the call only.</param>
    void Write(int channel, int y, ReadOnlySpan<byte> row);
}
