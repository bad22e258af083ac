using System.Globalization;
using System.Text;
using Tpt.Engine.Imaging.Encoded;
using static Tpt.Engine.Imaging.Encoded.ImageHeader;

namespace Tpt.ImageSharp.Headers;

/// <summary>Reads the header of a PBM, PGM or PPM file and looks whether its pixels are all there.</summary>
internal static class PbmHeaderReader
{
    private const int LargestSample = 65_535, BinaryBitmap = 4;

    public static bool IsPbm(ReadOnlySpan<byte> file) => file is [(byte)'P', >= (byte)'1' and <= (byte)'6', (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'#', ..];

    public static ImageHeader? Read(ReadOnlySpan<byte> file, out string? reason)
    {
        var kind = file[1] - '0';
        var (isText, isBitmap, samples) = (kind <= 3, kind is 1 or BinaryBitmap, kind is 3 or 6 ? 3 : 1);
        var position = 2;
        if (Number(file, ref position) is not (> 0 and var width) || Number(file, ref position) is not (> 0 and var height)
            || (isBitmap ? 1 : Number(file, ref position)) is not (> 0 and <= LargestSample and var largest))
        {
            reason = "it is damaged or cut: its PBM header makes no sense";
            return null;
        }
        if (kind == BinaryBitmap && width % 8 != 0)
        {
            // Its rows end with a whole byte. ImageSharp 2 reads them as if they did not, and shifts every row a bit further.
            reason = Text($"it is a bitmap of {width} columns, and ImageSharp 2 reads such files right only where their number is a multiple of 8; save it as PNG");
            return null;
        }
        var data = file[Math.Min(position + 1, file.Length)..];
        var (there, needed, what) = isText
            ? (isBitmap ? CountDigits(data) : CountNumbers(data), (Int128)width * height * samples, "numbers")
            : (data.Length, (Int128)height * (isBitmap ? ((long)width + 7) / 8 : (long)width * samples * (largest > byte.MaxValue ? 2 : 1)), "bytes");
        if (there < needed)
        {
            reason = Text($"it announces {width} x {height} pixels, and has {there} of their {needed.ToString(CultureInfo.InvariantCulture)} {what}");
            return null;
        }
        reason = null;
        return new ImageHeader(ImageFileFormat.Pbm, width, height, ReductionMethod.AfterDecoding, (16L * width) + (64 << 10));
    }

    /// <summary>The next number of the header, behind blanks and comments; <see langword="null"/> where there is none that fits.</summary>
    private static int? Number(ReadOnlySpan<byte> file, ref int position)
    {
        while (position < file.Length && (char.IsWhiteSpace((char)file[position]) || file[position] == '#'))
        {
            position = file[position] == '#' ? EndOfLine(file, position) : position + 1;
        }
        var start = position;
        while (position < file.Length && char.IsAsciiDigit((char)file[position]))
        {
            position++;
        }
        return int.TryParse(Encoding.ASCII.GetString(file[start..position]), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static int EndOfLine(ReadOnlySpan<byte> file, int position)
    {
        var length = file[position..].IndexOf((byte)'\n');
        return length < 0 ? file.Length : position + length;
    }

    private static long CountDigits(ReadOnlySpan<byte> data) => data.Count((byte)'0') + data.Count((byte)'1');

    private static long CountNumbers(ReadOnlySpan<byte> data)
    {
        long count = 0;
        for (var i = 0; i < data.Length; i++)
        {
            var isDigit = char.IsAsciiDigit((char)data[i]);
            if (isDigit && (i == 0 || !char.IsAsciiDigit((char)data[i - 1])))
            {
                count++;
            }
        }
        return count;
    }
}
