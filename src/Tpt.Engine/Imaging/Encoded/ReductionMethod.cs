namespace Tpt.Engine.Imaging.Encoded;

/// <summary>How a picture that is too large to be decoded whole is made smaller.</summary>
internal enum ReductionMethod
{
    /// <summary>The codec gives a smaller picture itself, without having the whole one in memory.</summary>
    InCodec,

    /// <summary>The codec gives one row after another, and boxes of pixels are averaged as the rows come.</summary>
    ByRows,

    /// <summary>The codec gives bands of rows, each from the start of the file, and boxes of pixels are averaged after each band.</summary>
    ByBands,

    /// <summary>The codec gives the picture only as a whole, and boxes of pixels are averaged afterwards.</summary>
    AfterDecoding,
}
