using System.Diagnostics;
using CsCheck;
using Tpt.Engine.Tokenization;

namespace Tpt.Engine.Tests.Tokenization;

/// <summary>Normalising takes time that grows with the length of the text, and gives what the plain forms give.</summary>
public sealed class LinearTimeTests
{
    /// <summary>What texts are made of that work on each other: parts of entities, and characters that become such parts.</summary>
    private static readonly string[] _pieces =
    [
        "&", "amp;", "#", "x", ";", "a", "m", "p", "&amp;", "&amp", "&lt;", "&#38;", "#38;", "&#x26;", "&#65286;", "#65286;", "&#894;", "#894;", "&#59;", "&#109;", "&#112;",
        "&#27;", "&#128;", "&#146;", "&#307;", "&#8490;", "&#769;", "&#xFEFF;", "&#xD800;", "&notit;", "&copy", "&ampfoo;", "&quot;", "&apos;", "&K;", "&nbsp;", "<",
        "\u001B", "[3", "6m", "\uFF06", "\uFF1B", "\uFF03", "\u037E", "\u212A", "\u0301", "\u0338", "e", "\u0133", "\uFB01", "\u0149", "\u0092", "\uFEFF", "\0", " ", "\u3000", "\uFF9E", "\uFF76", "\U0001F34C",
    ];

    private static readonly string[] _letters =
    [
        "\u03A3", "\u03A3", "A", "a", ".", "'", "\u0301", "\u00AD", " ", "1", "\u01C5", "\u2160", "\u24B6", "\u00AA", "\u02B0", "\u0130", "\u0345", "\U00010400", "\u4E00",
    ];

    [Fact]
    public void Fix_TextsOfEntitiesThatMakeEntities_GivesWhatRoundAfterRoundGives()
        => Texts(_pieces).Sample(text => TextRepair.Fix(text) == PlainTextRepair.Fix(text), iter: 200_000, threads: 2);

    [Fact]
    public void ToLower_TextsOfSigmas_GivesWhatLookingAtAllNeighboursGives()
        => Texts(_letters).Sample(text => PythonLowerCase.ToLower(text) == PlainTextRepair.ToLower(text), iter: 50_000, threads: 2);

    [Theory]
    [InlineData("&", "amp;", "&")]
    [InlineData("", "&#894", "")]
    [InlineData("", "\u03A3", "")]
    [InlineData("", "A\u03A3.", "")]
    [InlineData("", "\u0301\u0323", "")]
    [InlineData("", "\u1EAD\u0301", "")]
    [InlineData("&#65286;", "#65286;", "&")]
    [InlineData("\u001B[", "0;", "")]
    public void Normalize_AMegabyteOfOneKind_TakesSeconds(string start, string repeated, string expected)
    {
        var text = start + string.Concat(Enumerable.Repeat(repeated, 1_000_000 / repeated.Length)) + (repeated == "&#894" ? ";" : "");
        var clock = Stopwatch.StartNew();

        var normalized = ClipTextNormalizer.Normalize(text);

        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(10), "what is quadratic takes hours");
        if (expected.Length > 0)
        {
            normalized.Should().Be(expected);
        }
    }

    private static Gen<string> Texts(string[] parts) => Gen.Int[0, parts.Length - 1].Select(i => parts[i]).Array[0, 12].Select(string.Concat);
}
