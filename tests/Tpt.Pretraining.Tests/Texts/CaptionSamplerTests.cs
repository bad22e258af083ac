using Tpt.Pretraining.Texts;

namespace Tpt.Pretraining.Tests.Texts;

public sealed class CaptionSamplerTests
{
    private const int Draws = 4000;

    private readonly CaptionSampler _sampler = new(SmallConcepts.All, SmallConcepts.Entries);

    [Fact]
    public void CaptionAndTextPair_SameSeed_AreTheSame()
    {
        Texts(3).Should().Equal(Texts(3));
        Texts(3).Should().NotEqual(Texts(4));

        string[] Texts(int seed)
        {
            var random = new Random(seed);
            return [.. Enumerable.Range(0, 200).Select(i => _sampler.Caption(SmallConcepts.All[i % 4], random) + _sampler.TextPair(random))];
        }
    }

    [Fact]
    public void Caption_IsMostlyTheNameInTheEvaluationsSentence()
    {
        // The standard deviation of a share of 0.6 in 4,000 draws is 0.008. Other captions may come to the same sentence.
        var share = Captions(0).Count(c => c == "a picture of a rabbit.") / (double)Draws;

        share.Should().BeInRange(CaptionSampler.EvaluationShare - 0.03, CaptionSampler.EvaluationShare + 0.05);
    }

    [Fact]
    public void Caption_AlsoSaysSynonymsKeywordsGlossAndHypernyms()
    {
        var captions = Captions(2);

        captions.Should().Contain("a picture of a true cat.")
            .And.Contain("feline mammal")
            .And.Contain(c => c.Contains("whiskers", StringComparison.Ordinal))
            .And.Contain(c => c.EndsWith("a kind of feline", StringComparison.Ordinal));
    }

    [Fact]
    public void Caption_WordsThatMeanAnotherConceptToo_AreNoSynonyms()
    {
        Captions(0).Should().NotContain(c => c.Contains("bunny", StringComparison.Ordinal), "hare is called so too");
        Captions(0).Should().NotContain(c => c.Contains("hare", StringComparison.Ordinal), "that is another concept");
    }

    [Fact]
    public void Caption_KeywordOfManyConcepts_IsRarerThanOneOfItsOwn()
    {
        var captions = Captions(2);

        captions.Count(c => c.Contains("animal", StringComparison.Ordinal)).Should().BeLessThan(captions.Count(c => c.Contains("whiskers", StringComparison.Ordinal)));
    }

    [Fact]
    public void Caption_ConceptOfWhichNothingIsSaid_IsItsName() => Captions(3).Should().OnlyContain(c => c.Contains("arrow", StringComparison.Ordinal));

    [Fact]
    public void TextPair_HalfAreConcepts_HeldOutOnesAmongThem()
    {
        var random = new Random(6);
        var firsts = Enumerable.Range(0, Draws).Select(_ => _sampler.TextPair(random).First).ToArray();

        firsts.Should().Contain("a picture of a zebra.").And.NotContain("a picture of a arrow.");
        var entries = firsts.Count(f => SmallConcepts.Entries.SelectMany(e => e.Words).Any(w => f.Contains(w, StringComparison.Ordinal)));
        entries.Should().BeInRange((int)(0.46 * Draws), (int)(0.54 * Draws));
    }

    [Fact]
    public void TextPair_OfOneMeaning_DoesNotRepeatItself()
    {
        var random = new Random(7);

        Enumerable.Range(0, Draws).Select(_ => _sampler.TextPair(random)).Should().NotContain(p => p.First == p.Second || p.Second.Length == 0);
    }

    private string[] Captions(int concept)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, Draws).Select(_ => _sampler.Caption(SmallConcepts.All[concept], random))];
    }
}
