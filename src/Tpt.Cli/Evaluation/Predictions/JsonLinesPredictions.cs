using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tpt.Cli.Results;
using Tpt.Cli.Sets;

namespace Tpt.Cli.Evaluation.Predictions;

/// <summary>Predictions as JSON Lines: an object a row, and in it one for each method by its name.</summary>
internal static class JsonLinesPredictions
{
    private static readonly JsonSerializerOptions _settings = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(Stream stream, SetEvaluation evaluation)
    {
        var classes = evaluation.Set.Classes;
        foreach (var row in evaluation.Rows)
        {
            var line = new JsonObject
            {
                ["row"] = row.Row,
                ["picture"] = row.Picture,
                ["label"] = classes[row.Label].Label,
                ["label_name"] = classes[row.Label].Name,
                ["error"] = row.Error,
                ["methods"] = new JsonObject(evaluation.Methods.Zip(row.Answers, (method, answer) => KeyValuePair.Create(method.Name, (JsonNode?)Of(answer, classes)))),
            };
            await JsonSerializer.SerializeAsync(stream, line, _settings);
            stream.WriteByte((byte)'\n');
        }
    }

    private static JsonObject Of(MethodAnswer answer, IReadOnlyList<SetClass> classes) => new()
    {
        ["predicted"] = classes[answer.Predicted].Label,
        ["confidence"] = answer.Confidence,
        ["label_rank"] = answer.LabelRank,
        ["label_score"] = answer.LabelScore,
        ["entropy"] = answer.Entropy,
        ["top"] = new JsonArray([.. answer.Top.Select(top => new JsonObject { ["class"] = classes[top.Class].Label, ["score"] = top.Score })]),
    };
}
