namespace Tpt.Engine.Imaging.Encoded;

/// <summary>
/// A Huffman table of a JPEG file (ITU-T T.81, annex C) for stepping over codes: of each only how many bits it takes, those of its
/// value included, and how many coefficients it stands for.
/// </summary>
internal sealed class JpegHuffmanTable
{
    /// <summary>The most bits of a step: a code of 16 and a value of 15.</summary>
    public const int MaxStepBits = 31;

    /// <summary>The coefficients of a block. The code for its end stands for as many.</summary>
    public const int BlockCoefficients = 64;

    /// <summary>The most coefficients of a code within a block: 15 zeros and a value, or 16 zeros.</summary>
    public const int MaxCodeCoefficients = 16;

    private const int MaxCodeBits = 16, LookupBits = 12, LongBits = MaxCodeBits - LookupBits;

    /// <summary>libjpeg takes 17 bits that begin with no code for the symbol 0.</summary>
    private const ushort NoCode = (MaxCodeBits + 1) | (BlockCoefficients << 8);

    /// <summary>The step of a code by its first bits; 0 where a longer code may begin.</summary>
    private readonly ushort[] _step = new ushort[1 << LookupBits];

    /// <summary>For AC the same with the steps that follow, where their codes lie within these bits too.</summary>
    private readonly ushort[] _steps;

    /// <summary>The steps of longer codes by the first 16 bits, counted from the smallest of these codes.</summary>
    private readonly ushort[] _longSteps;

    private readonly int _firstLongCode;

    private JpegHuffmanTable(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols, bool isDc)
    {
        var end = End(counts);
        _firstLongCode = End(counts[..LookupBits]);
        _longSteps = new ushort[end - _firstLongCode];
        _step.AsSpan((end + (1 << LongBits) - 1) >> LongBits).Fill(NoCode);
        Span<byte> codeBits = stackalloc byte[1 << LookupBits];
        codeBits.Fill(MaxCodeBits);

        // Codes are numbered upwards: this is the next one, with zeros behind it up to 16 bits.
        int code = 0, next = 0;
        for (var length = 1; length <= MaxCodeBits; length++)
        {
            var width = 1 << (MaxCodeBits - length);
            for (var i = 0; i < counts[length - 1]; i++, code += width)
            {
                var step = StepOf(symbols[next++], length);
                if (length > LookupBits)
                {
                    _longSteps.AsSpan(code - _firstLongCode, width).Fill(step);
                    continue;
                }

                _step.AsSpan(code >> LongBits, width >> LongBits).Fill(step);
                codeBits.Slice(code >> LongBits, width >> LongBits).Fill((byte)length);
            }
        }

        _steps = isDc ? _step : Join(_step, codeBits);
    }

    /// <param name="counts">How many codes have 1 to 16 bits.</param>
    /// <param name="symbols">Their symbols, from the shortest code to the longest.</param>
    /// <param name="isDc">Whether the symbols are those of DC differences.</param>
    /// <returns><see langword="null"/> where there are more codes than bits for them, or a symbol that DC differences do not have.</returns>
    public static JpegHuffmanTable? Build(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols, bool isDc) =>
        End(counts) > 1 << MaxCodeBits || (isDc && symbols.ContainsAnyExceptInRange((byte)0, (byte)15)) ? null : new(counts, symbols, isDc);

    /// <summary>The step over the first code of these bits: its length in the lower byte, its coefficients above.</summary>
    public int Step(ulong bits)
    {
        int step = _step[(int)(bits >> (64 - LookupBits))];
        return step != 0 ? step : LongStep(bits);
    }

    /// <summary>The step over the first AC codes of these bits. All but the last have at most <see cref="MaxCodeCoefficients"/> together.</summary>
    public int Steps(ulong bits)
    {
        int step = _steps[(int)(bits >> (64 - LookupBits))];
        return step != 0 ? step : LongStep(bits);
    }

    private static ushort StepOf(byte symbol, int length)
    {
        // F.1.2.2: the zeros before a value and the bits of the value. 15 without bits are 16 zeros, other zeros without bits the end.
        int zeros = symbol >> 4, bits = symbol & 15;
        var coefficients = bits != 0 || zeros == 15 ? zeros + 1 : BlockCoefficients;
        return (ushort)((length + bits) | (coefficients << 8));
    }

    private static ushort[] Join(ReadOnlySpan<ushort> step, ReadOnlySpan<byte> codeBits)
    {
        var result = new ushort[step.Length];
        for (var i = 0; i < step.Length; i++)
        {
            int joined = step[i];
            while (joined >> 8 is > 0 and <= MaxCodeCoefficients && (joined & 0xFF) < LookupBits)
            {
                int length = joined & 0xFF, behind = (i << length) & ((1 << LookupBits) - 1);
                if (codeBits[behind] > LookupBits - length)
                {
                    break;
                }

                joined += step[behind];
            }

            result[i] = (ushort)joined;
        }

        return result;
    }

    /// <summary>The first 16 bits behind the last of these codes.</summary>
    private static int End(ReadOnlySpan<byte> counts)
    {
        var end = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            end += counts[i] << (MaxCodeBits - 1 - i);
        }

        return end;
    }

    private int LongStep(ulong bits)
    {
        var at = (int)(bits >> (64 - MaxCodeBits)) - _firstLongCode;
        return at < _longSteps.Length ? _longSteps[at] : NoCode;
    }
}
