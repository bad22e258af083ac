using System.Text;

namespace Tpt.Pretraining.Texts;

/// <summary>
/// The characters that byte-level BPE writes bytes as: printable ones of Latin-1 as themselves, the others from U+0100 on.
/// </summary>
internal static class ByteAlphabet
{
    private const int ByteCount = 256;

    private static readonly char[] _characters = Characters();

    /// <summary>All 256, in the order of CLIP's vocabulary: the printable ones first.</summary>
    public static IReadOnlyList<char> InOrder { get; } =
        [.. Enumerable.Range(0, ByteCount).Where(IsPrintable).Concat(Enumerable.Range(0, ByteCount).Where(b => !IsPrintable(b))).Select(b => _characters[b])];

    /// <summary>A text's UTF-8 bytes, each as its character.</summary>
    public static string Write(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(b => _characters[b]));

    private static bool IsPrintable(int value) => value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);

    private static char[] Characters()
    {
        var characters = new char[ByteCount];
        var next = ByteCount;
        for (var value = 0; value < ByteCount; value++)
        {
            characters[value] = (char)(IsPrintable(value) ? value : next++);
        }
        return characters;
    }
}
