using Tpt.Engine.Tests.Checkpoints;
using Tpt.Engine.Tokenization;
using Tpt.Pretraining.Export;
using Tpt.Pretraining.Texts;

namespace Tpt.Pretraining.Tests.Texts;

public sealed class BpeLearnerTests
{
    private const int BytesAndSpecialTokens = 514;

    /// <summary>The words of Sennrich et al. 2016, algorithm 1.</summary>
    private static readonly Dictionary<string, long> _sennrich = new() { ["low"] = 5, ["lower"] = 2, ["newest"] = 6, ["widest"] = 3 };

    private static readonly string[] _sentences =
    [
        "a picture of a zebra.", "A  Photo of the Rabbit’s ears!", "smiling cat with heart-eyes", "ein Bär, 12 Äpfel", "piñata 🐰 &amp; 漢字", "it's we'll", "<b>hare</b>", "",
    ];

    [Fact]
    public void Learn_WordsOfThePaper_MergesThemAsWorkedOutByHand()
    {
        // 9: e s, then es t</w>; 7: l o; 6: e w, ew est</w>, n ewest</w>; 5: lo w</w>; 3: d est</w>, ...; 2: e r</w>, ...
        string[] merges =
        [
            "e s", "es t</w>", "l o", "e w", "ew est</w>", "n ewest</w>", "lo w</w>", "d est</w>", "i dest</w>", "w idest</w>", "e r</w>", "lo w", "low er</w>",
        ];

        BpeLearner.Learn(_sennrich).Merges.Should().Equal(merges);
        BpeLearner.Learn(_sennrich, BytesAndSpecialTokens + 4).Merges.Should().Equal(merges[..4]);
    }

    [Fact]
    public void Learn_PairThatOccursOnce_IsNotMerged()
        => BpeLearner.Learn(new Dictionary<string, long> { ["ab"] = 1, ["ccc"] = 1 }).Merges.Should().BeEmpty();

    [Fact]
    public void Learn_PairThatOverlapsItself_IsMergedFromTheLeft()
        => BpeLearner.Learn(new Dictionary<string, long> { ["aaaab"] = 2 }).Merges.Should().Equal("a a", "aa aa", "aaaa b</w>");

    [Fact]
    public void Learn_WordsInAnotherOrder_LearnsTheSame()
    {
        var counts = WordCounts.Of(SmallConcepts.All, SmallConcepts.Entries);
        var reversed = counts.Reverse().ToDictionary();

        BpeLearner.Learn(reversed).Merges.Should().Equal(BpeLearner.Learn(counts).Merges);
    }

    [Fact]
    public void Learn_Vocabulary_IsInClipsOrder()
    {
        var tokens = BpeLearner.Learn(_sennrich, BytesAndSpecialTokens + 2).Tokens;

        tokens.Values.Should().Equal(Enumerable.Range(0, BytesAndSpecialTokens + 2));
        new[] { "!", "~", "\u00A1", "\u0100", "!</w>", "es", "est</w>", "<|startoftext|>", "<|endoftext|>" }.Select(t => tokens[t])
            .Should().Equal(0, 93, 94, 188, 256, 512, 513, 514, 515);
    }

    [Fact]
    public void Learn_NoRoomForMerges_NamesTheSize()
        => FluentActions.Invoking(() => BpeLearner.Learn(_sennrich, BytesAndSpecialTokens)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("vocabularySize");

    [Fact]
    public void ClipTokenizer_LearnedVocabularyFromItsFiles_EncodesAsTheMergesSay()
    {
        using var folder = new TemporaryFolder();
        var learned = BpeLearner.Learn(WordCounts.Of(SmallConcepts.All, SmallConcepts.Entries));
        TokenizerFiles.Write(folder.Path, learned, contextLength: 32);

        var read = BpeVocabulary.Load(folder.Path);
        var tokenizer = new ClipTokenizer(read);

        read.Tokens.Should().Equal(learned.Tokens);
        read.Merges.Should().Equal(learned.Merges);
        learned.Merges.Should().HaveCountGreaterThan(100);
        foreach (var text in SmallConcepts.All.SelectMany(c => c.Synonyms.Append(c.Name).Append(c.Gloss)).Concat(_sentences))
        {
            tokenizer.Encode(text).Should().Equal(PlainBpe.Encode(learned, text), "'{0}' was encoded", text);
        }
    }

    [Fact]
    public void TokenizerFiles_OfTheBuiltInModel_AreOfTheSameForm()
    {
        using var folder = new TemporaryFolder();
        TokenizerFiles.Write(folder.Path, BpeLearner.Learn(_sennrich), contextLength: 32);
        var builtIn = Path.Combine(AppContext.BaseDirectory, "Tpt.BuiltInModel");

        foreach (var name in new[] { "tokenizer_config.json", "special_tokens_map.json" })
        {
            Json.Read(folder.File(name)).Should().Equal(Json.Read(Path.Combine(builtIn, name)));
        }
        File.ReadLines(folder.File("merges.txt")).First().Should().Be("#version: 0.2");
    }
}
