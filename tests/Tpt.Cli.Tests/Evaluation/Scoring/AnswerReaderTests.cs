using Tpt.Cli.Evaluation.Scoring;
using Tpt.Cli.Results;

namespace Tpt.Cli.Tests.Evaluation.Scoring;

public sealed class AnswerReaderTests
{
    [Fact]
    public void Read_EqualScores_TakesTheFirstClassForTheHigher()
    {
        float[] scores = [0.1f, 0.3f, 0.3f, 0.3f];

        var answer = AnswerReader.Read(new MethodScores(scores, 0.5), label: 2);

        answer.Predicted.Should().Be(1);
        answer.LabelRank.Should().Be(2);
        answer.IsRight.Should().BeFalse();
        answer.Top.Should().Equal(new TopScore(1, 0.3f), new TopScore(2, 0.3f), new TopScore(3, 0.3f), new TopScore(0, 0.1f));
    }

    [Fact]
    public void Read_ManyScores_AgreesWithAStableSort()
    {
        var random = new Random(0);
        for (var trial = 0; trial < 200; trial++)
        {
            // Few distinct values: ties everywhere.
            float[] scores = [.. Enumerable.Range(0, 20).Select(_ => random.Next(8) / 100f)];
            var label = random.Next(20);

            var answer = AnswerReader.Read(new MethodScores(scores, 0), label);

            int[] order = [.. Enumerable.Range(0, 20).OrderByDescending(i => scores[i])];
            answer.Top.Select(top => top.Class).Should().Equal(order.Take(5));
            answer.LabelRank.Should().Be(Array.IndexOf(order, label) + 1);
            answer.Confidence.Should().Be(scores[order[0]]);
            answer.LabelScore.Should().Be(scores[label]);
        }
    }

    [Fact]
    public void Read_Entropy_IsInNats()
    {
        Read(0.5f, 0.5f, 0).Entropy.Should().Be((float)Math.Log(2));
        Read(1, 0).Entropy.Should().Be(0);
    }

    [Fact]
    public void Read_BrierScore_IsTheSquaredDistanceToTheLabel()
    {
        Read(0.5f, 0.25f, 0.25f).BrierScore.Should().Be(0.25 + 0.0625 + 0.0625);
        Read(1, 0).BrierScore.Should().Be(0);
        Read(0, 1).BrierScore.Should().Be(2);
    }

    [Fact]
    public void Read_WhatBecameOfThePicture_IsKept()
    {
        var answer = AnswerReader.Read(new MethodScores(new[] { 1f, 0f }, 0.5) { IsAdapted = false, IsFallback = true }, 0);

        answer.IsAdapted.Should().BeFalse();
        answer.IsFallback.Should().BeTrue();
        answer.Seconds.Should().Be(0.5);
        Read(1, 0).IsAdapted.Should().BeTrue();
    }

    private static MethodAnswer Read(params float[] scores) => AnswerReader.Read(new MethodScores(scores, 0), 0);
}
