using Tpt.Engine.Tokenization.SentencePiece;

namespace Tpt.Engine.Tests.Tokenization.SentencePiece;

public sealed class UnigramModelTests
{
    /// <summary>Scores are logarithms; the sums stand beside the texts.</summary>
    private static readonly UnigramPiece[] _pieces =
    [
        new("<unk>", 0, PieceKind.Unknown), new("▁", -3), new("a", -4), new("b", -4), new("c", -4),
        new("ab", -5), new("bc", -6), new("abc", -10), new("▁a", -3.5f), new("▁abc", -8),
    ];

    [Theory]
    [InlineData("ab", 5)]                   // ab -5, a+b -8
    [InlineData("abc", 5, 4)]               // ab+c -9, a+bc -10, abc -10, a+b+c -12
    [InlineData("▁abc", 9)]                 // ▁abc -8, ▁a+bc -9.5, ▁+ab+c -12
    [InlineData("▁ab", 8, 3)]               // ▁a+b -7.5, ▁+ab -8
    [InlineData("▁abcbc", 9, 6)]            // ▁abc+bc -14, ▁a+bc+bc -15.5
    [InlineData("bcab", 6, 5)]              // bc+ab -11
    [InlineData("")]
    public void Encode_Text_GivesTheMostProbablePieces(string text, params int[] expected) => Model(_pieces).Encode(text).Should().Equal(expected);

    /// <summary>The unknown token costs 10 more than the least probable piece, and a run of it is one token.</summary>
    [Theory]
    [InlineData("x", 0)]
    [InlineData("xyz", 0)]
    [InlineData("axyb", 2, 0, 3)]
    [InlineData("x▁ay", 0, 8, 0)]
    [InlineData("a\U0001F355\U0001F355b", 2, 0, 3)]
    public void Encode_CharactersWithoutPiece_GiveOneUnknownTokenARun(string text, params int[] expected) => Model(_pieces).Encode(text).Should().Equal(expected);

    /// <summary>mT5's model, which the multilingual SigLIP has, writes a character without a piece by its bytes.</summary>
    [Theory]
    [InlineData("axb", "a|<0x78>|b")]
    [InlineData("xy", "<0x78>|<0x79>")]
    [InlineData("ab漢\U0001F355", "ab|<0xE6>|<0xBC>|<0xA2>|<0xF0>|<0x9F>|<0x8D>|<0x95>")]
    [InlineData("<0x61>", "<0x3C>|<0x30>|<0x78>|<0x36>|<0x31>|<0x3E>")]
    public void Encode_CharactersWithoutPieceAndBytes_GiveTheirBytes(string text, string expected)
    {
        UnigramPiece[] pieces = [.. _pieces, .. Enumerable.Range(0, 256).Select(value => new UnigramPiece(UnigramVocabulary.NameOf((byte)value), 0, PieceKind.Byte))];

        string.Join('|', Model(pieces, hasByteFallback: true).Encode(text).Select(id => pieces[id].Text)).Should().Be(expected);
    }

    [Fact]
    public void Require_ByteMissing_SaysSo()
        => FluentActions.Invoking(() => Model([.. _pieces, new("<0x00>", 0, PieceKind.Byte)], hasByteFallback: true)).Should().Throw<InvalidDataException>().WithMessage("*byte_fallback is true, but not each of the 256 bytes has a piece*");

    [Theory]
    [InlineData(SentencePieceBuilder.Control)]
    [InlineData(5)]
    [InlineData(SentencePieceBuilder.ByteOfText)]
    public void Encode_PieceThatIsNoText_IsNeverGiven(int kind)
        => Model([.. _pieces.Select(piece => piece.Text == "ab" ? piece with { Kind = (PieceKind)kind } : piece)]).Encode("ab").Should().Equal(2, 3);

    [Fact]
    public void Encode_UnknownTokenInAnyPlace_HasItsId() => Model([.. _pieces[1..], _pieces[0]]).Encode("axb").Should().Equal(1, 9, 2);

    /// <summary>Scores are multiples of 2^-10, whose sums 32-bit floats hold exactly.</summary>
    [Fact]
    public void Encode_RandomVocabulariesAndTexts_ScoresAsHighAsThePlainSearch()
    {
        var random = new Random(20);
        var unknowns = 0;
        for (var round = 0; round < 60; round++)
        {
            var letters = PlainUnigram.Runes("▁abcdéß漢字\U0001F355")[..(2 + random.Next(8))];
            var pieces = Enumerable.Range(0, 5 + random.Next(60)).Select(_ => string.Concat(Enumerable.Range(0, 1 + random.Next(5)).Select(_ => letters[random.Next(letters.Length)])))
                .Distinct().Select(text => new UnigramPiece(text, -random.Next(1, 16_000) / 1024f)).ToArray();
            var plain = new PlainUnigram(pieces.ToDictionary(piece => piece.Text, piece => (double)piece.Score, StringComparer.Ordinal));
            var model = Model([new("<unk>", 0, PieceKind.Unknown), .. pieces]);
            for (var i = 0; i < 10; i++)
            {
                var text = string.Concat(Enumerable.Range(0, 1 + random.Next(40)).Select(_ => letters[random.Next(letters.Length)]));

                var split = Spell(text, model.Encode(text), pieces);

                plain.Of(split).Should().Be(plain.Best(text), "of '{0}'", text);
                unknowns += split.Count(piece => piece is null);
            }
        }
        unknowns.Should().BeGreaterThan(50);
    }

    /// <summary>The pieces of the ids, which must spell the text; for an unknown token a null for each of its characters.</summary>
    private static List<string?> Spell(string text, List<int> ids, UnigramPiece[] pieces)
    {
        var (split, at) = (new List<string?>(), 0);
        for (var i = 0; i < ids.Count; i++)
        {
            if (ids[i] > 0)
            {
                text[at..].Should().StartWith(pieces[ids[i] - 1].Text);
                split.Add(pieces[ids[i] - 1].Text);
                at += pieces[ids[i] - 1].Text.Length;
                continue;
            }
            // What follows is known, so the run ends where the rest of the ids begins to spell what is left.
            var rest = string.Concat(ids.Skip(i + 1).TakeWhile(id => id > 0).Select(id => pieces[id - 1].Text));
            var end = Enumerable.Range(at + 1, text.Length - at).First(place => char.IsLowSurrogate(text.ElementAtOrDefault(place)) is false
                && (rest.Length > 0 ? text[place..].StartsWith(rest, StringComparison.Ordinal) : place == text.Length)
                && text[at..place].EnumerateRunes().All(rune => pieces.All(piece => piece.Text != rune.ToString())));
            split.AddRange(text[at..end].EnumerateRunes().Select(_ => (string?)null));
            at = end;
        }
        at.Should().Be(text.Length);
        return split;
    }

    private static UnigramModel Model(UnigramPiece[] pieces, bool hasByteFallback = false)
    {
        var vocabulary = new UnigramVocabulary(pieces, Array.FindIndex(pieces, piece => piece.Kind == PieceKind.Unknown), CharacterMap.Identity, "spiece.model") { HasByteFallback = hasByteFallback };
        vocabulary.Require();
        return new UnigramModel(vocabulary);
    }
}
