namespace Tpt.Engine.Imaging.Encoded;

/// <summary>The Huffman tables of a block.</summary>
/// <param name="Dc">The table of its first coefficient, relative to the block before.</param>
/// <param name="Ac">The table of the others; <see langword="null"/> in a scan without them.</param>
internal readonly record struct JpegBlockTables(JpegHuffmanTable Dc, JpegHuffmanTable? Ac);
