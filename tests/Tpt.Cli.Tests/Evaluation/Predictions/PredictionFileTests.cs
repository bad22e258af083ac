using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Parquet;
using Tpt.Cli.Evaluation.Metrics;
using Tpt.Cli.Evaluation.Predictions;
using Tpt.Cli.Results;
using Tpt.Cli.Sets;
using Tpt.Cli.Tests.Support;

namespace Tpt.Cli.Tests.Evaluation.Predictions;

public sealed class PredictionFileTests : IDisposable
{
    private static readonly string[] _hostile = ["=cmd|' /C calc'!A0", "a, \"b\"", "two\r\nlines", "žluťoučký 犬"];

    private readonly TemporaryFolder _folder = new();
    private readonly SetEvaluation _evaluation = Create();

    [Fact]
    public async Task WriteAsync_Csv_ReadsBackAsItWas()
    {
        var path = await PredictionFile.WriteAsync(_folder.Path, PredictionFormat.Csv, _evaluation);

        var table = ReadCsv(await File.ReadAllTextAsync(path));
        var column = Enumerable.Range(0, table[0].Length).ToDictionary(i => table[0][i]);
        table.Should().HaveCount(4).And.OnlyContain(row => row.Length == table[0].Length);
        (await File.ReadAllBytesAsync(path))[0].Should().Be((byte)'r', "there is no byte order mark");
        table[1][column["label"]].Should().Be(_hostile[0], "a formula is data");
        table[1][column["zero_shot_predicted"]].Should().Be(_hostile[1]);
        table[2][column["label"]].Should().Be(_hostile[2]);
        table[2][column["prompttuning_steps_2_top2"]].Should().Be(_hostile[3]);
        float.Parse(table[1][column["zero_shot_confidence"]], CultureInfo.InvariantCulture).Should().Be(0.1f + 0.2f);
        table[1][column["zero_shot_top3"]].Should().BeEmpty();
        table[3][column["error"]].Should().Be("it is empty");
        table[3][column["zero_shot_predicted"]].Should().BeEmpty();
    }

    [Fact]
    public async Task WriteAsync_JsonLines_ReadsBackAsItWas()
    {
        var path = await PredictionFile.WriteAsync(_folder.Path, PredictionFormat.Jsonl, _evaluation);

        var rows = (await File.ReadAllLinesAsync(path)).Select(line => JsonNode.Parse(line)!).ToList();
        rows.Should().HaveCount(3);
        rows[0]["label"]!.GetValue<string>().Should().Be(_hostile[0]);
        rows[0]["methods"]!["zero-shot"]!["confidence"]!.GetValue<float>().Should().Be(0.1f + 0.2f);
        rows[1]["methods"]!["PromptTuning; Steps=2"]!["top"]![1]!["class"]!.GetValue<string>().Should().Be(_hostile[3]);
        rows[2]["error"]!.GetValue<string>().Should().Be("it is empty");
        rows[2]["methods"]!.AsObject().Should().BeEmpty();
    }

    [Fact]
    public async Task WriteAsync_Parquet_ReadsBackAsItWas()
    {
        var path = await PredictionFile.WriteAsync(_folder.Path, PredictionFormat.Parquet, _evaluation);

        await using var reader = await ParquetReader.CreateAsync(path);
        using var group = reader.OpenRowGroupReader(0);
        var fields = reader.Schema.GetDataFields().ToDictionary(field => field.Name);
        fields.Keys.Should().StartWith(["row", "picture", "label", "label_name", "error", "zero_shot_predicted", "zero_shot_confidence", "zero_shot_label_rank", "zero_shot_label_score", "zero_shot_entropy", "zero_shot_top1", "zero_shot_top1_score"]);
        var (row, label, error, predicted) = (new int?[3], new string?[3], new string?[3], new string?[3]);
        var (confidence, third) = (new float?[3], new float?[3]);
        await group.ReadAsync<int>(fields["row"], row);
        await group.ReadAsync(fields["label"], label.AsMemory());
        await group.ReadAsync(fields["error"], error.AsMemory());
        await group.ReadAsync(fields["prompttuning_steps_2_predicted"], predicted.AsMemory());
        await group.ReadAsync<float>(fields["zero_shot_confidence"], confidence);
        await group.ReadAsync<float>(fields["zero_shot_top3_score"], third);
        row.Should().Equal(0, 1, 2);
        label.Should().Equal(_hostile[0], _hostile[2], _hostile[0]);
        error.Should().Equal(null, null, "it is empty");
        predicted.Should().Equal(_hostile[2], _hostile[2], null);
        confidence.Should().Equal(0.1f + 0.2f, 0.1f + 0.2f, null);
        third.Should().OnlyContain(score => score == null);
    }

    [Theory]
    [InlineData(nameof(PredictionFormat.Jsonl))]
    [InlineData(nameof(PredictionFormat.Csv))]
    [InlineData(nameof(PredictionFormat.Parquet))]
    public async Task WriteAsync_OtherSeconds_AreTheSameBytes(string formatName)
    {
        var format = Enum.Parse<PredictionFormat>(formatName);
        var first = await File.ReadAllBytesAsync(await PredictionFile.WriteAsync(_folder.Path, format, _evaluation));
        var slower = _evaluation with { Rows = [.. _evaluation.Rows.Select(row => row with { Answers = [.. row.Answers.Select(answer => answer with { Seconds = 9 })] })] };

        var second = await File.ReadAllBytesAsync(await PredictionFile.WriteAsync(_folder.Path, format, slower));

        second.Should().Equal(first);
    }

    [Fact]
    public void Of_NamesThatDifferInOtherCharactersOnly_AreColumnsApart()
    {
        var evaluation = MetricsCalculator.Evaluate(_evaluation.Set, _evaluation.Rows, ["a b", "a-b"]);

        PredictionColumns.Of(evaluation).Select(column => column.Name).Should().OnlyHaveUniqueItems().And.Contain("a_b_predicted").And.Contain("a_b_2_predicted");
    }

    public void Dispose() => _folder.Dispose();

    private static SetEvaluation Create()
    {
        var set = new LabelledSet("set", [.. _hostile.Select(name => new SetClass(name, name))], [.. Enumerable.Range(0, 3).Select(i => new LabelledPicture($"{i}", $"{_hostile[0]}/{i}.png", i == 1 ? 2 : 0))]);
        MethodAnswer Answer(int first, int second, int label) => new(first, 0.1f + 0.2f, first == label ? 1 : 3, 0.2f, 0.7f, [new TopScore(first, 0.1f + 0.2f), new TopScore(second, 0.25f)], 0.5);
        ScoredRow[] rows =
        [
            new(0, set.Pictures[0].Name, 0, null, [Answer(1, 3, 0), Answer(2, 3, 0)]),
            new(1, set.Pictures[1].Name, 2, null, [Answer(2, 3, 2), Answer(2, 3, 2)]),
            new(2, set.Pictures[2].Name, 0, "it is empty", []),
        ];
        return MetricsCalculator.Evaluate(set, rows, ["zero-shot", "PromptTuning; Steps=2"]);
    }

    private static List<string[]> ReadCsv(string text)
    {
        List<string[]> table = [];
        List<string> row = [];
        var (field, isQuoted) = (new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"' when isQuoted && i + 1 < text.Length && text[i + 1] == '"':
                    field.Append('"');
                    i++;
                    break;
                case '"':
                    isQuoted = !isQuoted;
                    break;
                case ',' when !isQuoted:
                    row.Add(field.ToString());
                    field.Clear();
                    break;
                case '\r' when !isQuoted:
                    row.Add(field.ToString());
                    field.Clear();
                    table.Add([.. row]);
                    row.Clear();
                    i++;
                    break;
                default:
                    field.Append(text[i]);
                    break;
            }
        }
        return table;
    }
}
