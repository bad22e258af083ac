using System.Text;
using Tpt.Engine.Tokenization.SentencePiece;
using static Tpt.Engine.Tests.Tokenization.SentencePiece.SentencePieceBuilder;

namespace Tpt.Engine.Tests.Tokenization.SentencePiece;

public sealed class SentencePieceFileTests
{
    private static readonly (string, float, int)[] _pieces = [("<unk>", 0, Unknown), ("</s>", 0, Control), ("▁a", -1.5f, Normal), ("漢", -2, Normal)];

    [Fact]
    public void Read_Model_GivesItsPieces()
    {
        var file = SentencePieceFile.Read(Model(_pieces, [(3, 1), (40, 0), (41, -1), (4, 32000)], [(2, Characters(("A", "a")))]), 4, "x");

        file.Pieces.Should().Equal(new("<unk>", 0, PieceKind.Unknown), new("</s>", 0, PieceKind.Control), new("▁a", -1.5f), new("漢", -2));
        (file.UnknownId, file.IsUnigram, file.HasByteFallback, file.Characters.Apply("A")).Should().Be((0, true, false, "a"));
    }

    [Fact]
    public void Read_ModelWithByteFallback_SaysSo() => SentencePieceFile.Read(Model(_pieces, [(35, 1)]), 4, "x").HasByteFallback.Should().BeTrue();

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Read_ModelOfAnotherType_SaysThatItIsNone(int type) => SentencePieceFile.Read(Model(_pieces, [(3, type), (35, 1)], [(3, 0), (4, 0)]), 4, "x").IsUnigram.Should().BeFalse();

    [Theory]
    [InlineData(true, 24, 1)]
    [InlineData(false, 3, 0)]
    [InlineData(false, 4, 0)]
    [InlineData(false, 5, 0)]
    public void Read_UnigramThatTreatsTextsOtherwise_SaysSo(bool isTraining, int field, int value)
        => Reading(Model(_pieces, isTraining ? [(field, value)] : [], isTraining ? [] : [(field, value)])).Should().Throw<InvalidDataException>().WithMessage("*this library reads Unigram models with False, True, True and True*");

    [Fact]
    public void Read_MorePiecesThanTheTowerHas_StopsAtOnce()
        => FluentActions.Invoking(() => SentencePieceFile.Read(Model(_pieces), 3, "x")).Should().Throw<InvalidDataException>().WithMessage("*it has more than 3 pieces*");

    [Theory]
    [InlineData("")]
    [InlineData("0A")]                                  // a piece without a length
    [InlineData("0A05")]                                // a piece of 5 bytes, and none is there
    [InlineData("0AFFFFFFFFFFFFFFFF7F")]                // a huge length
    [InlineData("0AFFFFFFFFFFFFFFFFFFFF01")]            // a number of more than 10 bytes
    [InlineData("FFFFFFFFFFFFFFFFFF01")]                // a huge field number
    [InlineData("0B")]                                  // a group
    [InlineData("0800")]                                // a piece that is a number
    [InlineData("0A020800")]                            // a text that is a number
    [InlineData("0A030A01FF")]                          // a text that is no UTF-8
    [InlineData("0A020A00" + "12021900")]               // trainer_spec ends within a field
    [InlineData("0A021800")]                            // a piece of type 0
    [InlineData("0A0218FF01")]
    public void Read_DamagedModel_SaysSo(string bytes)
        => Reading(Convert.FromHexString(bytes)).Should().Throw<InvalidDataException>().WithMessage("'the file' is no SentencePiece model*");

    [Fact]
    public void Read_ModelCutAnywhere_IsReadOrRefused()
    {
        var model = Model(_pieces, [(3, 1), (40, 0)], [(2, Characters(("A", "a")))]);
        var refused = 0;
        for (var length = 0; length < Math.Min(model.Length, 200); length++)
        {
            try
            {
                SentencePieceFile.Read(model.AsSpan(0, length), 4, "x");
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }
        refused.Should().BeInRange(150, 199);
    }

    [Theory]
    [InlineData("", 0f, Normal, "piece 4 is ''")]
    [InlineData("a\0b", 0f, Normal, "piece 4 is 'a\\u0000b'")]
    [InlineData("▁a", 0f, Normal, "piece 4, '▁a', is piece 2 again")]
    [InlineData("b", float.NaN, Normal, "the score of piece 4, 'b', is NaN")]
    [InlineData("b", float.NegativeInfinity, Normal, "the score of piece 4, 'b', is -")]
    [InlineData("b", 0f, UserDefined, "piece 4, 'b', is user-defined")]
    public void Require_PieceThatCannotBe_SaysWhich(string text, float score, int type, string message)
        => Requiring([.. _pieces, (text, score, type)], 0).Should().Throw<InvalidDataException>().WithMessage($"'the file' does not hold a SentencePiece Unigram model: {message}*");

    [Fact]
    public void Require_PieceThatIsTooLong_SaysSo() => Requiring([.. _pieces, (new string('x', 257), 0, Normal)], 0).Should().Throw<InvalidDataException>().WithMessage("*it must have 1 to 256 bytes*");

    /// <summary>The library's trie takes time and memory by the bytes: 80 MB of pieces took a minute and 2 GB.</summary>
    [Fact]
    public void Require_MorePieceBytesThanAnyModelHas_SaysSo()
    {
        (string, float, int)[] pieces = [.. _pieces, .. Enumerable.Range(0, 110_000).Select(i => (string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{i}{new string('x', 240)}"), -1f, Normal))];

        Requiring(pieces, 0).Should().Throw<InvalidDataException>().WithMessage("*its pieces have * bytes; they may have 25165824*");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    public void Require_UnknownTokenBeyondThePieces_SaysSo(int id) => Requiring(_pieces, id).Should().Throw<InvalidDataException>().WithMessage($"*the id of the unknown token is {id}, but there are 4 pieces*");

    [Fact]
    public void Require_NothingButSpecialTokens_SaysSo() => Requiring(_pieces[..2], 0).Should().Throw<InvalidDataException>().WithMessage("*it has no piece of text*");

    [Fact]
    public void Require_SpecialTokenCalledLikeAPiece_IsNoMatter() => Requiring([.. _pieces, ("▁a", 0, Control)], 0).Should().NotThrow();

    [Theory]
    [InlineData("""[["a", 1], ["b", -2.5e0]]""", "a 1|b -2.5")]
    [InlineData("""[]""", "")]
    public void ReadList_Pairs_GivesPieces(string json, string expected)
        => string.Join('|', UnigramList.Read(Encoding.UTF8.GetBytes(json), 5, "x").Select(piece => FormattableString.Invariant($"{piece.Text} {piece.Score}"))).Should().Be(expected);

    [Theory]
    [InlineData("""[3]""", "piece 0 is no pair of a text and a score")]
    [InlineData("""[["a", 1], ["b"]]""", "piece 1 is no pair")]
    [InlineData("""[["a", "1"]]""", "piece 0 is no pair")]
    [InlineData("""[["a", 1, 2]]""", "piece 0 is no pair")]
    [InlineData("""[[1, 2]]""", "piece 0 is no pair")]
    [InlineData("""[["\ud800", 2]]""", "piece 0 has half a surrogate pair")]
    [InlineData("""[["a", 1], ["b", 1], ["c", 1], ["d", 1], ["e", 1], ["f", 1]]""", "has more than 5 pieces")]
    public void ReadList_SomethingElse_SaysWhere(string json, string message)
        => FluentActions.Invoking(() => UnigramList.Read(Encoding.UTF8.GetBytes(json), 5, "the file")).Should().Throw<InvalidDataException>().WithMessage($"'the file'*{message}*");

    private static Action Reading(byte[] bytes) => () => SentencePieceFile.Read(bytes, 4, "the file");

    private static Action Requiring((string, float, int)[] pieces, int unknown)
        => () => new UnigramVocabulary([.. pieces.Select(piece => new UnigramPiece(piece.Item1, piece.Item2, (PieceKind)piece.Item3))], unknown, CharacterMap.Identity, "the file").Require();
}
