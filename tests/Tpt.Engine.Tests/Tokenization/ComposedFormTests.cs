using System.Text;
using CsCheck;
using Tpt.Engine.Tokenization;

namespace Tpt.Engine.Tests.Tokenization;

/// <summary>The table against the Unicode standard's examples, and against the system's ICU, which is another implementation.</summary>
public sealed class ComposedFormTests
{
    /// <summary>What Unicode 16 and 17 have added of what composes, combines or has a small form: an older ICU leaves it.</summary>
    private static readonly (int First, int Last)[] _newerThanIcu =
    [
        (0x0897, 0x0897), (0x1ACF, 0x1AEB), (0x1C89, 0x1C8A), (0xA7CB, 0xA7DC), (0x105C0, 0x105FF), (0x10D50, 0x10D85), (0x10EFA, 0x10EFB), (0x11380, 0x113FF),
        (0x16100, 0x1613F), (0x16D40, 0x16D7F), (0x16EA0, 0x16ED3), (0x1E5EE, 0x1E5EF), (0x1E6E3, 0x1E6F5),
    ];

    private static readonly Rune[] _all = [.. Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(value => new Rune(value)).Where(rune => !IsNewer(rune))];

    [Theory]
    [InlineData("\u212B", "\u00C5")]
    [InlineData("D\u0307\u0323", "\u1E0C\u0307")]
    [InlineData("\u1E0A\u0323", "\u1E0C\u0307")]
    [InlineData("\u1E9B\u0323", "\u1E9B\u0323")]
    [InlineData("\u0344", "\u0308\u0301")]
    [InlineData("\u0958", "\u0915\u093C")]
    [InlineData("\u1100\u1161\u11A8", "\uAC01")]
    [InlineData("\uAC00\u11A8", "\uAC01")]
    [InlineData("\uAC01\u11A8", "\uAC01\u11A8")]
    [InlineData("a\u0315\u0300\u05AE\u0062", "\u00E0\u05AE\u0315\u0062")]
    [InlineData("a\u0300\u0300", "\u00E0\u0300")]
    [InlineData("\u0300\u0301a", "\u0300\u0301a")]
    [InlineData("\u09C7\u09BE", "\u09CB")]
    [InlineData("\u09C7\u0334\u09BE", "\u09C7\u0334\u09BE")]
    [InlineData("\U0001D15F", "\U0001D158\U0001D165")]
    [InlineData("\uFFFEe\u0301", "\uFFFE\u00E9")]
    [InlineData("\U000105D2\u0307", "\U000105C9")]
    public void Of_TheStandardsRules_AreFollowed(string text, string expected) => ComposedForm.Of(text).Should().Be(expected);

    [Fact]
    public void Of_EveryCharacter_IsWhatIcuGives()
        // .NET throws for U+FFFE.
        => _all.Where(rune => rune.Value != 0xFFFE).Where(rune => ComposedForm.Of(rune.ToString()) != rune.ToString().Normalize(NormalizationForm.FormC)).Should().BeEmpty();

    [Fact]
    public void Of_AnyTextOfCharactersThatCompose_IsWhatIcuGives()
    {
        Rune[] pool = [.. _all.Where(IsOfInterest)];
        pool.Should().HaveCountGreaterThan(2900);
        var runes = Gen.OneOf(Gen.Int[0, pool.Length - 1].Select(i => pool[i]), Gen.Int[0x300, 0x345].Select(i => new Rune(i)), Gen.Int[0x1100, 0x11FF].Select(i => new Rune(i)), Gen.Int['A', 'z'].Select(i => new Rune(i)));

        runes.Array[0, 10].Select(text => string.Concat(text)).Sample(text => ComposedForm.Of(text) == text.Normalize(NormalizationForm.FormC), iter: 300_000, threads: 2);
    }

    [Fact]
    public void UsualWidth_EveryForm_IsWhatIcuGives()
        => Enumerable.Range(0xFF01, 0xFFEF - 0xFF01 + 1).Append(0x3000).Where(c => c != 0xFFE3)
            .Where(c => ((char)UnicodeData.UsualWidth(c)).ToString() != ((char)c).ToString().Normalize(NormalizationForm.FormKC)).Should().BeEmpty();

    [Fact]
    public void LowerCase_EveryCharacter_IsWhatIcuGives()
        => _all.Where(rune => UnicodeData.LowerCase(rune.Value) != Rune.ToLowerInvariant(rune).Value).Should().BeEmpty();

    /// <summary>A combining character, or one that is composed.</summary>
    private static bool IsOfInterest(Rune rune) => UnicodeData.CombiningClass(rune.Value) > 0 || UnicodeData.PartsOf(rune.Value) is not null;

    private static bool IsNewer(Rune rune) => _newerThanIcu.Any(script => rune.Value >= script.First && rune.Value <= script.Last);
}
