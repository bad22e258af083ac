using System.Globalization;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Tpt.Cli.Tests.Support;
using Tpt.Engine.Methods.ConfidentViewAveraging;

namespace Tpt.Cli.Tests.Commands;

/// <summary>The process, on a few pictures and the built-in model.</summary>
public sealed class PredictCommandTests : IDisposable
{
    private const string Classes = "banana,carrot,pizza";

    private static readonly string[] _pictures = [Samples.Banana, Path.Combine(Samples.Pictures, "carrot", "openmoji.png"), Path.Combine(Samples.Pictures, "pizza", "openmoji.png")];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Predict_Json_HasTheScoresOfTheMlNetStageBitForBit()
    {
        var output = (await new TptProcess().Run(["predict", .. _pictures, "--classes", Classes, "--json", "--views", "16", "--seed", "3"])).ShouldSucceed();

        var expected = Scored(new TptOptions { ClassNames = Classes.Split(','), Views = { Count = 16, Seed = 3 } });
        output.Lines.Should().HaveCount(_pictures.Length);
        for (var row = 0; row < _pictures.Length; row++)
        {
            var json = JsonDocument.Parse(output.Lines[row]).RootElement;
            var scores = json.GetProperty("top").EnumerateArray().ToDictionary(one => one.GetProperty("label").GetString()!, one => one.GetProperty("score").GetSingle(), StringComparer.Ordinal);
            json.GetProperty("path").GetString().Should().Be(_pictures[row]);
            Classes.Split(',').Select(name => scores[name]).Should().Equal(expected[row].Score);
            json.GetProperty("zeroShotScore").GetSingle().Should().Be(expected[row].ZeroShotScore.Max());
            json.GetProperty("score").GetSingle().Should().Be(expected[row].Score.Max());
        }
        output.ErrorLines.Should().ContainSingle().Which.Should().MatchRegex(@"^3 pictures in [0-9.]+ s, [0-9.]+ s an image$");
    }

    [Fact]
    public async Task Predict_OtherMethodAndCsv_HasTheScoresOfTheMlNetStageBitForBit()
    {
        var output = (await new TptProcess().Run("predict", Samples.Banana, "--classes", Classes, "--csv", "--method", "ConfidentViewAveraging; SelectionFraction=0.25", "--views", "16", "--quiet")).ShouldSucceed();

        var expected = Scored(new TptOptions { ClassNames = Classes.Split(','), Method = new ConfidentViewAveragingOptions { SelectionFraction = 0.25 }, Views = { Count = 16, Seed = 0 } })[0];
        output.Lines[0].Should().Be("path,label,score,zeroShotLabel,zeroShotScore,error,label2,score2,label3,score3");
        var fields = output.Lines[1].Split(',');
        fields[..2].Should().Equal(Samples.Banana, "banana");
        float.Parse(fields[2], CultureInfo.InvariantCulture).Should().Be(expected.Score[0]);
        float.Parse(fields[4], CultureInfo.InvariantCulture).Should().Be(expected.ZeroShotScore[0]);
        output.Error.Should().BeEmpty();
    }

    [Fact]
    public async Task Predict_BadPicturesAmongGoodOnes_AreReportedInTheirPlaceAndCostNothingElse()
    {
        var (text, empty) = (_folder.Write("text.png", "no picture"), _folder.Write("empty.png"));
        string[] arguments = ["predict", text, Samples.Banana, empty, "--classes", Classes, "--method", "ZeroShot", "--top", "1"];

        var json = (await new TptProcess().Run([.. arguments, "--json"])).ShouldSucceed();
        var table = (await new TptProcess().Run(arguments)).ShouldSucceed();

        json.Lines.Select(line => JsonDocument.Parse(line).RootElement.TryGetProperty("error", out var error) ? error.GetString() : "").Should().SatisfyRespectively(
            first => first.Should().Contain("text"), second => second.Should().BeEmpty(), third => third.Should().Contain("empty"));
        table.Lines.Should().HaveCount(2);
        table.Lines[0].Should().MatchRegex("^Picture +Label$");
        table.Lines[1].Should().EndWith("banana 1.00");
        table.ErrorLines.Should().HaveCount(3).And.Contain(line => line.StartsWith($"error: {text}: ", StringComparison.Ordinal));
        table.ErrorLines[^1].Should().EndWith(", 2 without an answer");
    }

    [Fact]
    public async Task Predict_Table_FitsInto80Columns()
    {
        var output = (await new TptProcess().Run("predict", Path.Combine(Samples.Pictures, "banana"), "--classes", "banana,a fruit with quite a long name,another fruit with a long name,carrot,pizza", "--views", "16")).ShouldSucceed();

        output.Lines.Should().OnlyContain(line => line.Length <= 80);
        output.Lines[1].Should().Contain("/banana/openmoji.png").And.Contain("banana ");
    }

    [Fact]
    public async Task Predict_ReaderThatGoes_EndsWithoutAnError()
    {
        var output = await new TptProcess().RunPipedInto("head -1", "predict", Samples.Pictures, "--classes", Classes, "--json");

        output.ShouldSucceed().Lines.Should().HaveCount(1);
        output.Error.Should().BeEmpty("there is no summary of a part, and no stack trace");
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task Predict_Signal_EndsAfterAWholeLineAndLeavesTheFileAsItWas(string signal, int exitCode)
    {
        var path = _folder.Write("out.jsonl", "old");
        string[] arguments = ["predict", Samples.Pictures, "--classes", Classes, "--json"];

        var toOutput = await new TptProcess().RunAndSignal(signal, "}\n", arguments);
        var toFile = await new TptProcess().RunAndSignal(signal, "pictures, ", [.. arguments, "--out", path]);

        toOutput.ExitCode.Should().Be(exitCode);
        toOutput.Error.Should().Be("stopped\n");
        toOutput.Lines.Should().NotBeEmpty().And.OnlyContain(line => JsonDocument.Parse(line, default).RootElement.ValueKind == JsonValueKind.Object);
        toFile.ExitCode.Should().Be(exitCode);
        File.ReadAllText(path).Should().Be("old");
        Directory.GetFiles(_folder.Path).Should().Equal(path);
    }

    [Fact]
    public async Task Predict_OutWithPathsOfTheInput_WritesTheFileAndNothingElse()
    {
        var path = _folder["out.csv"];
        var process = new TptProcess { Input = string.Join('\n', _pictures) };

        var output = (await process.Run("predict", "-", "--classes", Classes, "--method", "ZeroShot", "--out", path)).ShouldSucceed();

        output.Output.Should().BeEmpty();
        File.ReadLines(path).Should().HaveCount(4);
        File.ReadLines(path).Skip(1).Select(line => line.Split(',')[1]).Should().Equal("banana", "carrot", "pizza");
    }

    [Fact]
    public async Task Predict_NoPictureHasAnAnswer_IsAnError()
        => (await new TptProcess().Run("predict", _folder.Write("a.png", "text"), "--classes", Classes)).ShouldFail(42).Error.Should().Contain("No picture has an answer.");

    [Theory]
    [InlineData("There is no picture and no folder 'none.png'", "none.png", "--classes", "a,b")]
    [InlineData("--json and --csv are given", "none.png", "--classes", "a,b", "--json", "--csv")]
    [InlineData("--top is '0'; it must be at least 1", "none.png", "--classes", "a,b", "--top", "0")]
    [InlineData("--precision is 'half'; it must be one of Auto, ", "none.png", "--classes", "a,b", "--precision", "half")]
    [InlineData("'Guessing'", "none.png", "--classes", "a,b", "--method", "Guessing")]
    public async Task Predict_WhatCannotBe_IsALineThatNamesIt(string message, params string[] arguments)
        => (await new TptProcess().Run(["predict", .. arguments])).ShouldFail(42).Error.Should().Contain(message);

    private static Scores[] Scored(TptOptions options)
    {
        var context = new MLContext();
        options.InputColumnName = nameof(Picture.Bytes);
        var data = context.Data.LoadFromEnumerable(_pictures.Select(path => new Picture { Bytes = File.ReadAllBytes(path) }));
        options.ZeroShotScoreColumnName = nameof(Scores.ZeroShotScore);
        using var model = context.Transforms.TestTimePromptTuning(options).Fit(data);
        return [.. context.Data.CreateEnumerable<Scores>(model.Transform(data), reuseRowObject: false)];
    }

    private sealed class Picture
    {
        public byte[] Bytes { get; set; } = [];
    }

    private sealed class Scores
    {
        public float[] Score { get; set; } = [];

        public float[] ZeroShotScore { get; set; } = [];
    }
}
