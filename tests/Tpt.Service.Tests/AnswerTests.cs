using Microsoft.ML;
using Tpt.Engine;
using Tpt.Engine.Imaging;
using Tpt.Service.Tests.Support;

namespace Tpt.Service.Tests;

/// <summary>What is answered: the bits of a picture alone.</summary>
public sealed class AnswerTests(ReadyServer fixture) : IClassFixture<ReadyServer>
{
    private static readonly string[] _food = ["banana", "carrot", "croissant", "hamburger", "lemon", "mango", "melon", "pizza", "strawberry", "sushi"];
    private static readonly string[] _animals = ["bear", "cat", "dog", "dolphin", "elephant", "fox", "frog", "horse", "lion", "turtle"];

    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task Classify_ManyAtOnceOfTwoListsAmongBadOnes_HasTheBitsOfEachPictureAlone()
    {
        using var clip = ClipModel.Load(new ModelOptions { GpuDeviceId = -1 });
        var (food, animals) = (Alone(clip, _food), Alone(clip, _animals));

        await Task.WhenAll(Enumerable.Range(0, 24).Select(async i =>
        {
            if (i % 4 == 3)
            {
                using var bad = await _server.PostAsync(TestPictures.Cut);
                ((int)bad.StatusCode).Should().Be(400);
                return;
            }
            var (list, names, expected) = i % 2 == 0 ? ("food", _food, food[i % 6]) : ("animals", _animals, animals[i % 6]);
            using var response = await _server.PostAsync(TestPictures.Good[i % 6], $"/classify?classes={list}&top=10");
            var answer = await JsonAnswer.ReadAsync(response);
            var scores = answer.Scores();
            names.Select(name => scores[name].Score).Should().Equal(expected.Scores.ToArray());
            names.Select(name => scores[name].ZeroShot).Should().Equal(expected.ZeroShotScores.ToArray());
            answer.GetProperty("selectedViews").EnumerateArray().Select(view => view.GetInt32()).Should().Equal(expected.SelectedViews.ToArray());
            answer.Text("label").Should().Be(expected.PredictedLabel);
            answer.GetProperty("entropy").GetSingle().Should().Be(expected.Entropy);
        }));
    }

    [Fact]
    public async Task Classify_WithViews_ShowsEachAndMarksTheConfidentOnes()
    {
        using var response = await _server.PostAsync(TestPictures.Good[0], "/classify?views=true");

        var answer = await JsonAnswer.ReadAsync(response);
        var views = answer.GetProperty("views").EnumerateArray().ToArray();
        views.Should().HaveCount(20);
        foreach (var (selected, rank) in answer.GetProperty("selectedViews").EnumerateArray().Select((view, i) => (view.GetInt32(), i + 1)))
        {
            views[selected].GetProperty("rank").GetInt32().Should().Be(rank);
        }
        views.Count(view => view.GetProperty("rank").ValueKind == System.Text.Json.JsonValueKind.Number).Should().Be(2);
        views.Should().OnlyContain(view => IsJpeg(view.Text("picture")));
    }

    [Fact]
    public async Task ClassifyAsync_OfTheComponent_SaysWhereTheTimeWent()
    {
        var answer = await _server.Service.ClassifyAsync(TestPictures.Good[0], "Food", CancellationToken.None);

        answer.ClassList.Should().Be("food");
        answer.ClassNames.Should().Equal(_food);
        answer.Times.Preparing.Should().BePositive();
        answer.Times.Scoring.Should().BePositive();
        answer.BatchSize.Should().BePositive();
        answer.Model.Should().MatchRegex("^[0-9a-f]{12}$");
    }

    private static bool IsJpeg(string uri) => uri.StartsWith("data:image/jpeg;base64,/9j/", StringComparison.Ordinal);

    private static TptPrediction[] Alone(ClipModel clip, string[] names)
    {
        using var classifier = new TptClassifier(clip, names, new TptClassifierOptions { Views = { Count = 20 } });
        return [.. TestPictures.Good.Select(file => classifier.Predict(ImageDecoders.SkiaSharp.Decode(file).Pixels!))];
    }
}
