using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.ML;
using Tpt.Cli.Tests.Support;

namespace Tpt.Cli.Tests.Evaluation;

/// <summary><c>tpt evaluate</c> as a user runs it, with the built-in model.</summary>
public sealed class EvaluateCommandTests : IDisposable
{
    private const string Set = "pictures";

    private static readonly string[] _quick = ["--views", "10"];

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Evaluate_HeldOutFood_EqualsTheMlNetPipelineToTheLastDigit()
    {
        var output = (await Run([Samples.Pictures, .. _quick, "--json", "--out", _folder["out"]])).ShouldSucceed();

        var theirs = EvaluatePipeline();
        var printed = JsonNode.Parse(output.Output)!;
        var written = JsonNode.Parse(await File.ReadAllTextAsync(_folder["out", Set, "metrics.json"]))!;
        JsonNode.DeepEquals(printed, written).Should().BeTrue("--json prints what is written");
        ShouldEqual(written["methods"]![0]!, theirs.ZeroShot!, theirs.ZeroShotCalibration!, theirs.ZeroShotBrierScore!.Value);
        ShouldEqual(written["methods"]![1]!, theirs.Adapted, theirs.Calibration, theirs.BrierScore);
        written["methods"]![1]!["name"]!.GetValue<string>().Should().Be("PromptTuning");
        File.Exists(_folder["out", Set, "report.html"]).Should().BeTrue();
    }

    [Fact]
    public async Task Evaluate_KilledAgainAndAgain_EndsInTheBytesOfOneRun()
    {
        string[] arguments = [Samples.Pictures, .. _quick, "--limit", "60", "--predictions", "csv"];
        (await Run([.. arguments, "--out", _folder["whole"]])).ShouldSucceed();
        var random = new Random(0);
        var kills = 0;
        // Every process is killed once it has written a few rows, in whatever it does then.
        while (await StartAndKill([.. arguments, "--out", _folder["killed"]], random.Next(1, 12), random.Next(0, 60)))
        {
            kills++;
            kills.Should().BeLessThan(100);
        }

        (await Run([.. arguments, "--out", _folder["killed"]])).ShouldSucceed();

        kills.Should().BeGreaterThan(3);
        var rows = (await File.ReadAllLinesAsync(_folder["killed", Set, "rows-0-60.jsonl"])).Select(line => JsonNode.Parse(line)!["row"]!.GetValue<int>());
        rows.Should().Equal(Enumerable.Range(0, 60), "no row is scored twice and written");
        (await File.ReadAllBytesAsync(_folder["killed", Set, "predictions.csv"])).Should().Equal(await File.ReadAllBytesAsync(_folder["whole", Set, "predictions.csv"]));
        (await MetricsWithoutSeconds("killed")).Should().Be(await MetricsWithoutSeconds("whole"));
    }

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    public async Task Evaluate_Signal_ClosesCleanlyAndGoesOnLater(string signal, int exitCode)
    {
        string[] arguments = [Samples.Pictures, "--views", "16", "--out", _folder["out"]];
        var stopped = await new TptProcess().RunAndSignal(signal, " of 102 pictures", ["evaluate", .. arguments]);
        var rows = await File.ReadAllLinesAsync(_folder["out", Set, "rows-0-102.jsonl"]);

        stopped.ExitCode.Should().Be(exitCode, "the error output is: {0}", stopped.Error);
        stopped.Error.Should().EndWith($"stopped{Environment.NewLine}").And.NotContain("error");
        rows.Should().HaveCountGreaterThan(9).And.HaveCountLessThan(102);
        rows.Should().OnlyContain(line => JsonNode.Parse(line) != null);

        var later = (await Run(arguments)).ShouldSucceed();
        later.Error.Should().Contain($"{rows.Length} of 102 pictures were scored before");
        (await File.ReadAllLinesAsync(_folder["out", Set, "rows-0-102.jsonl"])).Should().HaveCount(102).And.StartWith(rows);
    }

    [Fact]
    public async Task Evaluate_SecondProcessOnTheSameFolder_IsRefusedAndMayTakeOtherRows()
    {
        string[] arguments = [Samples.Pictures, .. _quick, "--method", "ZeroShot", "--limit", "20", "--out", _folder["out"]];
        Directory.CreateDirectory(_folder["out", Set]);
        using (new FileStream(_folder["out", Set, "rows-0-10.lock"], FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            (await Run(arguments)).ShouldFail(1).Error.Should().Contain("Another process scores the rows 0..10");
            var half = (await Run([.. arguments, "--rows", "10..20"])).ShouldSucceed();
            half.Output.Should().Contain("10 of 20 rows are missing: 0..10.");
        }

        var whole = (await Run([.. arguments, "--rows", "0..10"])).ShouldSucceed();
        whole.Output.Should().Contain("zero-shot").And.Contain("predictions.jsonl").And.NotContain("against zero-shot");
    }

    [Fact]
    public async Task Evaluate_OtherOptionsOnTheSameFolder_NamesThemAndTheWayOut()
    {
        string[] arguments = [Samples.Pictures, "--limit", "3", "--method", "ZeroShot", "--out", _folder["out"]];
        (await Run([.. arguments, "--seed", "1"])).ShouldSucceed();

        var other = (await Run([.. arguments, "--seed", "2"])).ShouldFail(42);

        other.Error.Should().Contain("views.Seed was 1 and is 2.").And.Contain("--restart").And.Contain("--out");
        (await Run([.. arguments, "--seed", "2", "--restart"])).ShouldSucceed();
    }

    [Fact]
    public async Task Evaluate_BadPictures_AreNamedAndCountNowhere()
    {
        Copy("banana", "lemon");
        _folder.Write("mine/banana/empty.png");
        _folder.Write("mine/lemon/text.jpg", "no picture");

        var output = (await Run([_folder["mine"], .. _quick, "--method", "ZeroShot", "--out", _folder["out"]])).ShouldSucceed();

        output.Output.Should().Contain("2 of 4 pictures could not be read and count nowhere:").And.Contain("banana/empty.png: ").And.Contain("lemon/text.jpg: ");
        output.Lines.Should().OnlyContain(line => line.Length <= 80 || line.Contains(_folder.Path));
    }

    [Fact]
    public async Task Evaluate_Templates_AddTheEnsemble()
    {
        var templates = _folder.Write("templates.txt", "a photo of a {}.\na drawing of a {}.\n");

        var output = (await Run([Samples.Pictures, .. _quick, "--limit", "4", "--templates", templates, "--method", "PromptTuning", "--method", "PromptTuning; Steps=2", "--json", "--out", _folder["out"]])).ShouldSucceed();

        JsonNode.Parse(output.Output)!["methods"]!.AsArray().Select(method => method!["name"]!.GetValue<string>())
            .Should().Equal("zero-shot", "zero-shot, 2 templates", "PromptTuning", "PromptTuning; Steps=2");
    }

    [Fact]
    public async Task Evaluate_CalibrationAndGate_StandBesideTheMethodWithout()
    {
        const string matching = "ConfidenceMatching; SelectionFraction=0.2";
        var output = (await Run([Samples.Pictures, .. _quick, "--limit", "12", "--calibration", matching, "--gate", "AgreementGate", "--out", _folder["out"]])).ShouldSucceed();

        var methods = JsonNode.Parse(await File.ReadAllTextAsync(_folder["out", Set, "metrics.json"]))!["methods"]!.AsArray().ToDictionary(method => method!["name"]!.GetValue<string>(), method => method!);
        methods.Keys.Should().Equal("zero-shot", "PromptTuning", $"PromptTuning + {matching}", "PromptTuning + AgreementGate", $"PromptTuning + {matching} + AgreementGate");
        Of($"PromptTuning + {matching}", "top1").Should().Be(Of("PromptTuning", "top1"), "matching keeps the label");
        Of($"PromptTuning + {matching}", "brier_score").Should().NotBe(Of("PromptTuning", "brier_score"));
        Of("PromptTuning", "adapted").Should().Be(1);
        Of("PromptTuning + AgreementGate", "adapted").Should().BeInRange(0.01, 0.99);
        output.Output.Should().Contain("as probabilities").And.Contain("adaptive ECE");
        output.Lines.Should().OnlyContain(line => line.Length <= 80 || line.Contains(_folder.Path));

        double Of(string method, string figure) => methods[method][figure]!.GetValue<double>();
    }

    [Fact]
    public async Task Evaluate_CalibrationThatGoesWithNoMethod_IsRefusedBeforeTheModelIsLoaded()
        => (await Run([Samples.Pictures, "--method", "ZeroShot", "--calibration", "ConfidenceMatching", "--model", _folder["none"], "--out", _folder["out"]])).ShouldFail(42)
            .Error.Should().Contain("needs the logits of every view after adaptation, and the method ZeroShot");

    [Fact]
    public async Task Evaluate_AllOfARoot_NamesWhatIsMissingAndHasMeans()
    {
        foreach (var (set, count) in new[] { ("imagenet-a", 2), ("imagenet-r", 3) })
        {
            foreach (var (wnid, picture) in new[] { ("n07753592", "banana"), ("n07749582", "lemon") })
            {
                for (var i = 0; i < count; i++)
                {
                    CopyPicture(picture, $"data/{set}/{wnid}/{i}.png");
                }
            }
        }
        var names = _folder.Write("names.txt", "n07753592 banana\nn07749582 lemon\n");
        string[] arguments = ["--all", _folder["data"], "--class-names", names, .. _quick, "--method", "ZeroShot", "--out", _folder["out"]];

        var output = await Run(arguments);

        output.ShouldSucceed();
        output.Error.Should().Contain("left out: ImageNet, ImageNet-V2").And.Contain("prompt: a photo of a {}.");
        output.Output.Should().Contain("ImageNet-A").And.Contain("mean of ImageNet and variants, 2 of 5").And.Contain("mean of the variants, 2 of 4");
        var summary = JsonNode.Parse(await File.ReadAllTextAsync(_folder["out", "summary.json"]))!;
        summary["sets"]!.AsArray().Select(set => set!["pictures"]!.GetValue<int>()).Should().Equal(4, 6);
        summary["means"]![0]!["top1"]!["zero-shot"]!.GetValue<double>().Should().Be(summary["sets"]!.AsArray().Average(set => set!["methods"]![0]!["top1"]!.GetValue<double>()));
        File.Exists(_folder["out", "report.html"]).Should().BeTrue();
        (await Run([.. arguments, "--json"])).ShouldSucceed().Output.Trim().Should().Be(summary.ToJsonString(new() { WriteIndented = true, NewLine = "\n" }).Trim(), "nothing is scored a second time, so even the seconds are the same");
    }

    [Theory]
    [InlineData("imagenet-a", "is a set of the paper. Name the folder of the data sets behind it.")]
    [InlineData("nowhere", "There is no folder")]
    [InlineData("imagenet-z .", "There is no data set 'imagenet-z'")]
    [InlineData("--all .", "none of the paper's sets")]
    [InlineData("--all . --rows 0..5", "--rows is for one set")]
    [InlineData("{pictures} --rows 200..", "none of the set's rows 0..102")]
    [InlineData("{pictures} --out {pictures}/results", "lies among the class folders")]
    [InlineData("{pictures} --coop-templates", "--coop-templates is for the sets of the paper")]
    [InlineData("{pictures} --views 8", "selects no view")]
    [InlineData("{pictures} --report .", "--report is '.', a folder.")]
    [InlineData("{pictures} --report /", "--report is '/', a folder.")]
    [InlineData("{pictures} --report keep/report.html", "there is no folder")]
    [InlineData("{pictures} --report {pictures}/banana/openmoji.png", "no report by its name")]
    [InlineData("{pictures} --out {pictures}/..", "which lies among the class folders")]
    [InlineData("{pictures} --out ", "--out is empty")]
    [InlineData("{pictures} --classes banana,lemon", "that the list of 2 classes does not have")]
    [InlineData("{pictures} --classes nowhere", "folders with commas between them")]
    [InlineData("{pictures} {pictures}/banana", "are two folders. A run evaluates one")]
    [InlineData("{pictures} --limit 0", "--limit is '0'")]
    [InlineData("{pictures} --predictions xml", "--predictions is 'xml'")]
    [InlineData("{pictures} --method Magic", "There is no method 'Magic'")]
    public async Task Evaluate_WrongCommandLine_SaysWhatToMend(string arguments, string message)
    {
        string[] words = [.. arguments.Split(' ').Select(word => word.Replace("{pictures}", Samples.Pictures, StringComparison.Ordinal))];

        var output = (await new TptProcess { WorkingDirectory = _folder.Path }.Run(["evaluate", .. words])).ShouldFail(42);

        output.Error.Should().Contain(message);
        output.Error.Length.Should().BeLessThan(2000);
        Directory.EnumerateFileSystemEntries(_folder.Path).Should().BeEmpty("nothing is written");
    }

    [Fact]
    public async Task Evaluate_NamesThatAreNotUtf8_AreErrors()
    {
        Copy("banana", "lemon");
        try
        {
            Shell.Run(_folder["mine"], "cp banana/1.png $'banana/b\\xff\\xfe.png'; mkdir $'lemon/c\\xff'; cp banana/1.png $'lemon/c\\xff/1.png'");

            var output = (await Run([_folder["mine"], .. _quick, "--method", "ZeroShot", "--out", _folder["out"]])).ShouldSucceed();

            output.Output.Should().Contain("2 of 4 pictures could not be read").And.Contain("its name is not UTF-8; rename it");
            Shell.Run(_folder["mine"], "mkdir $'d\\xff'");
            (await Run([_folder["mine"], "--out", _folder["out"]])).ShouldFail(42).Error.Should().Contain("1 folder with a name that is not UTF-8");
        }
        finally
        {
            Shell.Run(_folder["mine"], "rm -r *");
        }
    }

    [Fact]
    public async Task Evaluate_PictureReplacedUnderItsName_IsRefused()
    {
        Copy("banana", "lemon");
        string[] arguments = [_folder["mine"], .. _quick, "--method", "ZeroShot", "--out", _folder["out"]];
        (await Run(arguments)).ShouldSucceed();
        (await Run(arguments)).ShouldSucceed();

        CopyPicture("banana", "mine/lemon/1.png");

        (await Run(arguments)).ShouldFail(42).Error.Should().Contain("1 of 2 pictures that are scored").And.Contain("lemon/1.png").And.Contain("--restart");
        (await Run([.. arguments, "--restart"])).ShouldSucceed();
    }

    [Fact]
    public async Task Evaluate_FolderOfSomebodyElse_IsLeftAlone()
    {
        var metrics = _folder.Write("out/pictures/metrics.json", "mine");

        (await Run([Samples.Pictures, "--out", _folder["out"]])).ShouldFail(42).Error.Should().Contain("metrics.json and no run.json");

        (await File.ReadAllTextAsync(metrics)).Should().Be("mine");
    }

    [Fact]
    public async Task Evaluate_ReportThatIsAnInput_IsRefused()
    {
        var classes = _folder.Write("classes.html", "banana\nlemon\n");
        Copy("banana", "lemon");

        (await Run([_folder["mine"], "--classes", classes, "--report", classes, "--out", _folder["out"]])).ShouldFail(42).Error.Should().Contain("which this command reads");
        (await Run([_folder["mine"], "--classes", "lemon,banana", .. _quick, "--method", "ZeroShot", "--report", _folder["new.html"], "--out", _folder["out"]])).ShouldSucceed();
    }

    public void Dispose() => _folder.Dispose();

    private static Task<TptOutput> Run(params string[] arguments) => new TptProcess().Run(["evaluate", .. arguments]);

    /// <summary>Kills the process with SIGKILL some milliseconds after it has written so many rows.</summary>
    /// <returns>Whether it was killed; false where it ended by itself.</returns>
    private async Task<bool> StartAndKill(string[] arguments, int rows, int milliseconds)
    {
        var path = _folder["killed", Set, "rows-0-60.jsonl"];
        var before = LengthOf(path);
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "tpt.dll"), "evaluate", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var reading = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        // A row of two methods has about 800 bytes.
        while (!process.HasExited && LengthOf(path) < before + (rows * 800))
        {
            await Task.Delay(5);
        }
        await Task.Delay(milliseconds);
        process.Kill();
        await process.WaitForExitAsync();
        await reading;
        return process.ExitCode == 137;
    }

    private static long LengthOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    private async Task<string> MetricsWithoutSeconds(string folder)
    {
        var metrics = JsonNode.Parse(await File.ReadAllTextAsync(_folder[folder, Set, "metrics.json"]))!.AsObject();
        metrics.Remove("seconds").Should().BeTrue();
        return metrics.ToJsonString();
    }

    private void Copy(params string[] classes)
    {
        foreach (var one in classes)
        {
            CopyPicture(one, $"mine/{one}/1.png");
        }
    }

    private void CopyPicture(string picture, string name)
    {
        var path = _folder.Write(name);
        File.Copy(Path.Combine(Samples.Pictures, picture, "openmoji.png"), path, overwrite: true);
    }

    private static TptMetrics EvaluatePipeline()
    {
        var context = new MLContext();
        string[] classes = [.. Directory.EnumerateDirectories(Samples.Pictures).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        var data = context.Data.LoadFromEnumerable(classes.SelectMany(one => Directory.EnumerateFiles(Path.Combine(Samples.Pictures, one)).Order(StringComparer.Ordinal).Select(path => new Picture { ImagePath = path, Label = one })));
        var options = new TptOptions { ClassNames = classes, InputColumnName = "Image", ZeroShotScoreColumnName = "ZeroShotScore", Views = { Count = 10, Seed = 0 } };
        var pipeline = context.Transforms.LoadRawImageBytes("Image", null, nameof(Picture.ImagePath)).Append(context.Transforms.TestTimePromptTuning(options));
        return context.MulticlassClassification.EvaluateTpt(pipeline.Fit(data).Transform(data), zeroShotScoreColumnName: "ZeroShotScore");
    }

    private static void ShouldEqual(JsonNode ours, Microsoft.ML.Data.MulticlassClassificationMetrics theirs, TptCalibration calibration, double brierScore)
    {
        Number("top1").Should().Be(theirs.MicroAccuracy);
        Number("top5").Should().Be(theirs.TopKAccuracy);
        Number("macro_accuracy").Should().Be(theirs.MacroAccuracy);
        Number("log_loss").Should().Be(theirs.LogLoss);
        Number("expected_calibration_error").Should().Be(calibration.ExpectedCalibrationError);
        Number("adaptive_calibration_error").Should().Be(calibration.AdaptiveCalibrationError);
        Number("brier_score").Should().Be(brierScore);
        ours["per_class"]!.AsArray().Select(one => one!["log_loss"]!.GetValue<double>()).Should().Equal(theirs.PerClassLogLoss);

        double Number(string name) => ours[name]!.GetValue<double>();
    }

    private sealed class Picture
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";
    }
}
