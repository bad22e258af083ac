using TorchSharp;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods.Zero;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Methods;

[Collection(BuiltInModelCollection.Name)]
public sealed class ZeroTests(BuiltInModelFixture fixture)
{
    private const int Vote = 1;
    private static readonly string[] _names = ["dog", "cat", "hot dog", "truck", "lemon", "church", "guitar", "spoon"];

    // Cosines are given, the logit scale is 10. Each row: its favourite has 0.9 - 0.1 i, so that the rows come in this order of confidence.
    private static float[,] Views(params int[] favourites)
    {
        var cosines = new float[favourites.Length, 4];
        for (var view = 0; view < favourites.Length; view++)
        {
            cosines[view, favourites[view]] = 0.9f - (0.1f * view);
        }
        return cosines;
    }

    [Fact]
    public void Of_Majority_CountsTheConfidentViewsAlone()
    {
        var vote = VoteOf(Views(1, 2, 1, 3, 3, 3), count: 3);

        vote.Order.Should().Equal(0, 1, 2, 3, 4, 5);
        vote.VotesBeforeTie.Should().Equal(0, 2, 1, 0);
        vote.Votes.Should().Equal(0, 2, 1, 0);
    }

    [Fact]
    public void Of_Tie_FirstFurtherViewThatNamesOneOfTheTiedDecides()
    {
        var vote = VoteOf(Views(1, 2, 3, 3, 2), count: 2);

        vote.VotesBeforeTie.Should().Equal(0, 1, 1, 0);
        vote.Votes.Should().Equal(0, 1, 1 + Vote, 0);
    }

    [Fact]
    public void Of_TieThatNoFurtherViewBreaks_TiedClassMostSimilarToTheNextViewWins()
    {
        var cosines = Views(1, 2, 3, 3);
        (cosines[2, 1], cosines[2, 2]) = (0.1f, 0.2f);
        (cosines[3, 1], cosines[3, 2]) = (0.3f, 0.0f);

        VoteOf(cosines, count: 2).Votes.Should().Equal(0, 1, 1 + Vote, 0);
    }

    [Fact]
    public void Of_TieWithNoFurtherView_MostConfidentViewDecides()
        => VoteOf(Views(2, 1), count: 2).Votes.Should().Equal(0, 1, 1 + Vote, 0);

    [Fact]
    public void Of_NoViewIsKept_MostConfidentViewDecides()
    {
        var vote = VoteOf(Views(2, 1, 1), count: 0);

        vote.VotesBeforeTie.Should().Equal(0, 0, 0, 0);
        vote.Votes.Should().Equal(0, 0, Vote, 0);
    }

    /// <summary>ε = 2^-23 as in 32-bit floats: a lead of ε is one of 1 in the exponent.</summary>
    [Fact]
    public void Of_LeadOfOneEpsilon_SharesTheVote()
    {
        var epsilon = MathF.ScaleB(1, -23);

        var vote = VoteOf(new float[,] { { 0.5f + epsilon, 0.5f } }, count: 1);

        vote.Votes[0].Should().BeApproximately(1 / (1 + MathF.Exp(-1)), 1e-6f);
        vote.Votes.Sum().Should().BeApproximately(1, 1e-6f);
    }

    /// <summary>-p log p of a p that is 0 is not a number: the view that is the most certain of all comes last.</summary>
    [Fact]
    public void Of_ProbabilityUnderflows_ViewComesLast()
    {
        var vote = VoteOf(new float[,] { { 1, -1 }, { 0.1f, 0 }, { 0.2f, 0 } }, count: 1, scale: 100);

        vote.Entropies[0].Should().Be(float.NaN);
        vote.Order.Should().Equal(2, 1, 0);
    }

    [Fact]
    public void Of_ViewIsNotANumber_DecidesNothing()
    {
        var cosines = Views(1, 2, 3);
        for (var index = 0; index < 4; index++)
        {
            cosines[2, index] = float.NaN;
        }

        VoteOf(cosines, count: 2).Votes.Should().Equal(0, 1 + Vote, 1, 0);
    }

    [Fact]
    public void FirstOf_DistinctClasses_IsNull()
    {
        using var scope = NewDisposeScope();

        SameClasses.FirstOf(eye(3)).Should().BeNull();
    }

    [Fact]
    public void FirstOf_FeaturesDifferByRounding_NamesTheFirst()
    {
        using var scope = NewDisposeScope();
        var features = tensor(new float[,] { { 0.6f, 0.8f }, { 0.8f, 0.6f }, { 0.6f - 2e-7f, 0.8f }, { 0.6f, 0.80001f }, { 0.8f, 0.6f } });

        SameClasses.FirstOf(features)!.data<long>().ToArray().Should().Equal(0, 1, 0, 3, 1);
    }

    [Fact]
    public void Predict_TenViews_ScoresAreSharesOfTheirVotes()
    {
        using var classifier = new TptClassifier(fixture.Model, _names, new TptClassifierOptions { Views = { Count = 20 }, Method = new ZeroOptions { SelectionFraction = 0.5 } });

        var prediction = classifier.Predict(SyntheticImages.Create(1));

        prediction.SelectedViews.Length.Should().Be(10);
        prediction.IsFallback.Should().BeFalse();
        prediction.Scores.ToArray().Sum().Should().BeApproximately(1, 1e-6f);
        // Ten votes, or eleven where the last one broke a tie.
        var votes = prediction.Scores.ToArray().Any(IsTenth) ? 10 : 11;
        prediction.Scores.ToArray().Should().OnlyContain(score => Math.Abs((score * votes) - MathF.Round(score * votes)) < 1e-3f);

        static bool IsTenth(float score) => score > 0 && score < 1 && Math.Abs((score * 10) - MathF.Round(score * 10)) < 1e-3f;
    }

    [Fact]
    public void Predict_OneView_IsThatViewsFavourite()
    {
        using var classifier = new TptClassifier(fixture.Model, _names, new TptClassifierOptions { Views = { Count = 1 }, Method = new ZeroOptions() });

        var prediction = classifier.Predict(SyntheticImages.Create(1));

        var zeroShot = prediction.ZeroShotScores.ToArray();
        prediction.PredictedIndex.Should().Be(Array.IndexOf(zeroShot, zeroShot.Max()));
        prediction.Scores.Span[prediction.PredictedIndex].Should().Be(1);
        prediction.SelectedViews.ToArray().Should().Equal(0);
    }

    [Fact]
    public void Predict_Ensemble_ViewsVoteByItsFeatures()
    {
        var options = new TptClassifierOptions { Views = { Count = 8 }, Method = new ZeroOptions { SelectionFraction = 1 }, Prompt = { ZeroShotTemplates = ["{0}", "art of the {0} in winter."] } };
        using var classifier = new TptClassifier(fixture.Model, _names, options);
        using var scope = NewDisposeScope();
        ClassPromptSet[] classes = [.. _names.Select(name => new ClassPromptSet(name))];
        using var prompts = PromptPreparation.Prepare(fixture.Model.Text, classes, classifier.Options.Prompt, seed: 0);
        var ensemble = PromptPreparation.EncodeEnsemble(fixture.Model.Text, classes, options.Prompt.ZeroShotTemplates!);
        var differ = false;

        for (var seed = 1; seed <= 8; seed++)
        {
            using var views = classifier.CreateViews(SyntheticImages.Create(seed));
            var evidence = new ViewEncoder(fixture.Model.Network.Images, prompts).Encode(views.ToTensor(), keptViews: 8);
            var expected = VotesBy(evidence, ensemble);
            differ |= !expected.SequenceEqual(VotesBy(evidence, prompts.InitialFeatures));

            classifier.Predict(views).Scores.ToArray().Zip(expected, (score, votes) => Math.Abs(score - (votes / expected.Sum()))).Max().Should().BeLessThan(1e-6f);
        }
        differ.Should().BeTrue("the test must tell the ensemble from the prompt");

        float[] VotesBy(ViewEvidence evidence, Tensor features) => ConfidentVote.Of(ConfidentVote.Cosines(evidence.Features, features, null), prompts.LogitScale, 8).Votes;
    }

    private static ViewVote VoteOf(float[,] cosines, int count, float scale = 10)
    {
        using var scope = NewDisposeScope();
        return ConfidentVote.Of(tensor(cosines), tensor(scale), count);
    }
}
