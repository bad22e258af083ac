using System.Globalization;
using System.Text.Json;
using Microsoft.VisualBasic.FileIO;

namespace Tpt.Documentation.Tests;

/// <summary>What the sample writes and reads: CSV, JSON and saved models.</summary>
public sealed class SampleResultTests : IDisposable
{
    // Windows has no file names with quotes.
    private static readonly string _hardName = OperatingSystem.IsWindows() ? "it's, Кот 猫.png" : "it's, a \"cat\"\nКот 猫.png";

    private readonly SampleFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Csv => _folder.Outside("results.csv");

    private string Json => _folder.Outside("results.json");

    [Fact]
    public async Task Run_CsvAndJson_HoldEveryPictureWithItsScores()
    {
        _folder.Copy("banana", "banana", _hardName);
        _folder.Copy("lemon", "lemon", "a.png");
        _folder.Write("text", "lemon", "b.png");
        File.WriteAllText(_folder.Outside("classes.txt"), "banana\nlemon\na \"sour\", yellow one");

        var run = await _folder.Run("--classes", _folder.Outside("classes.txt"), "--csv", Csv, "--json", Json);

        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain("CSV: ").And.Contain("JSON: ");
        var csv = ReadCsv();
        csv[0].Should().Equal("Path", "Label", "PredictedClass", "Probability", "ZeroShotClass", "ZeroShotProbability", "Error",
            "Score[banana]", "Score[lemon]", "Score[a \"sour\", yellow one]", "ZeroShotScore[banana]", "ZeroShotScore[lemon]", "ZeroShotScore[a \"sour\", yellow one]");
        csv.Skip(1).Select(row => row[0]).Should().Equal(_folder.Path("banana", _hardName), _folder.Path("lemon", "a.png"), _folder.Path("lemon", "b.png"));
        csv[1][1..3].Should().Equal("banana", "banana");
        csv[3][1..6].Should().Equal("lemon", "", "", "", "");
        csv[3][6].Should().StartWith("it looks like text; ");
        csv[1][7..10].Sum(Number).Should().BeApproximately(1, 1e-5);
        csv[1][10..13].Sum(Number).Should().BeApproximately(1, 1e-5);
        csv[1][7..10].Max(Number).Should().Be(Number(csv[1][3]));

        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(Json));
        json.RootElement.GetProperty("classes").EnumerateArray().Select(name => name.GetString()).Should().Equal("banana", "lemon", "a \"sour\", yellow one");
        JsonElement[] images = [.. json.RootElement.GetProperty("images").EnumerateArray()];
        images.Select(image => image.GetProperty("path").GetString()).Should().Equal(csv.Skip(1).Select(row => row[0]));
        images[0].GetProperty("scores").GetProperty("a \"sour\", yellow one").GetSingle().Should().Be((float)Number(csv[1][9]));
        images[0].GetProperty("zeroShotProbability").GetSingle().Should().Be((float)Number(csv[1][5]));
        images[2].GetProperty("scores").ValueKind.Should().Be(JsonValueKind.Null);
        images[2].GetProperty("error").GetString().Should().Be(csv[3][6]);
        json.RootElement.GetProperty("metrics").GetProperty("images").GetInt32().Should().Be(2);
        json.RootElement.GetProperty("metrics").GetProperty("adapted").GetProperty("microAccuracy").GetDouble().Should().Be(1);
    }

    [Fact]
    public async Task Run_Load_GivesTheSameScoresWithoutClasses()
    {
        _folder.Copy("banana", "banana", "a.png");
        _folder.Copy("lemon", "lemon", "a.png");
        (await _folder.Run("--csv", Csv, "--seed", "7")).ExitCode.Should().Be(0);
        var saved = ReadCsv();

        var loaded = await SampleProcess.Run("--load", _folder.Model, "--images", _folder.Path("lemon", "a.png"), "--csv", Csv);

        loaded.ExitCode.Should().Be(0);
        loaded.Sentences.Should().Contain("1 image, 2 classes: banana, lemon Loaded: ").And.Contain("10 views and 1 tuning step");
        ReadCsv()[1][2..].Should().Equal(saved[2][2..]);
    }

    [Fact]
    public async Task Run_LoadWithWhatTheModelHasSettled_IsRefused()
    {
        var run = await SampleProcess.Run("--load", _folder.Model, "--classes", "a,b", "--views", "64", "--exif");

        run.ExitCode.Should().Be(1);
        run.Error.Should().Be("error: --load takes a saved model, in which classes, model and settings are settled. Leave out --classes, --views, --exif, or leave out --load to make a new model.");
    }

    [Fact]
    public async Task Run_LoadOfWhatIsNoModel_NamesTheFile()
    {
        _folder.Copy("banana", "banana", "a.png");
        File.WriteAllText(_folder.Model, "a text");

        (await SampleProcess.Run("--load", _folder.Model, "--images", _folder.Images)).Error.Should().Match($"error: '{_folder.Model}' is no saved model that can be loaded: *");
        (await SampleProcess.Run("--load", _folder.Images, "--images", _folder.Images)).Error.Should().Match($"error: --load is '{_folder.Images}', a folder. *");
        (await SampleProcess.Run("--load", _folder.Outside("no.zip"), "--images", _folder.Images)).Error.Should().Match("error: --load is '*no.zip', but there is no such file. *");
    }

    [Theory]
    [InlineData("--save", "MLModel.zip")]
    [InlineData("--csv", "results.csv")]
    [InlineData("--json", "results.json")]
    public async Task Run_OutputThatIsAFolder_FailsAtOnceWithPathAndFix(string option, string example)
    {
        _folder.Copy("banana", "banana", "a.png");
        var nowhere = Path.Combine(_folder.Outside("nowhere"), example);

        var folder = await SampleProcess.Run("--images", _folder.Images, option, _folder.Images);
        var inNone = await SampleProcess.Run("--images", _folder.Images, option, nowhere);

        folder.Error.Should().Be($"error: {option} is '{_folder.Images}', a folder. Name a file in it, such as '{_folder.Path(example)}'.");
        inNone.Error.Should().Be($"error: {option} is '{nowhere}', but there is no folder '{_folder.Outside("nowhere")}'. Create it first, or name a file in one that exists.");
        (folder.ExitCode + inNone.ExitCode).Should().Be(2);
        (folder.Output + inNone.Output).Should().NotContain("Scored");
        Directory.Exists(_folder.Outside("nowhere")).Should().BeFalse();
    }

    [Theory]
    [InlineData("--seed", "1")]
    [InlineData("--template", "a sketch of a {0}.")]
    [InlineData("--steps", "2")]
    public async Task Run_Setting_ChangesTheScores(string option, string value)
    {
        _folder.Copy("banana", "banana", "a.png");
        _folder.Copy("lemon", "lemon", "a.png");
        (await _folder.Run("--csv", Csv)).ExitCode.Should().Be(0);
        var before = ReadCsv();

        (await _folder.Run("--csv", Csv, option, value, "--precision", "auto")).ExitCode.Should().Be(0);

        ReadCsv()[1][7..9].Should().NotEqual(before[1][7..9]);
    }

    [Fact]
    public async Task Run_PictureThatLiesOnItsSide_GivesATipAndIsTurnedByExif()
    {
        _folder.Copy("lemon", "lemon", "a.png");
        _folder.WriteJpeg("banana", orientation: 6, "banana", "a.jpg");

        var lying = await _folder.Run("--csv", Csv);
        var before = ReadCsv();
        var turned = await _folder.Run("--csv", Csv, "--exif");

        lying.Sentences.Should().MatchRegex(@"Tip: 1 image lies on the side or upside down, by the EXIF orientation \(banana.a\.jpg\)\. --exif turns such images\.");
        turned.ExitCode.Should().Be(0);
        turned.Sentences.Should().NotContain("Tip:");
        ReadCsv()[1][7].Should().NotBe(before[1][7]);
    }

    private static double Number(string field) => double.Parse(field, NumberStyles.Float, CultureInfo.InvariantCulture);

    private List<string[]> ReadCsv()
    {
        using var parser = new TextFieldParser(Csv) { Delimiters = [","], HasFieldsEnclosedInQuotes = true, TrimWhiteSpace = false };
        var rows = new List<string[]>();
        while (!parser.EndOfData)
        {
            rows.Add(parser.ReadFields()!);
        }
        rows.Should().OnlyContain(row => row.Length == rows[0].Length);
        return rows;
    }
}
