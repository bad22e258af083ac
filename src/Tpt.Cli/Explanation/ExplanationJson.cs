using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Tpt.Cli.Results;

namespace Tpt.Cli.Explanation;

/// <summary>An explanation as a JSON object on one line: scores before and after, and what each view says.</summary>
internal static class ExplanationJson
{
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <param name="image">What was made of the picture.</param>
    /// <param name="report">The path of the page.</param>
    /// <param name="seconds">What the method took.</param>
    public static string Of(ExplainedImage image, string report, double seconds)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, _options))
        {
            json.WriteStartObject();
            json.WriteString("path", image.Picture);
            json.WriteString("method", image.Method.ToString());
            json.WriteString("label", image.Classes[image.Prediction.PredictedIndex]);
            json.WriteNumber("score", image.Prediction.Scores.Span[image.Prediction.PredictedIndex]);
            json.WriteString("zeroShotLabel", image.Classes[image.ZeroShotIndex]);
            json.WriteNumber("zeroShotScore", image.Prediction.ZeroShotScores.Span[image.ZeroShotIndex]);
            WriteNumber(json, "entropy", image.Prediction.Entropy);
            WriteNumber(json, "zeroShotEntropy", image.Prediction.ZeroShotEntropy);
            json.WriteBoolean("fallback", image.Prediction.IsFallback);
            WriteClasses(json, image);
            WriteViews(json, image);
            json.WriteNumber("seconds", seconds);
            json.WriteString("report", report);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void WriteClasses(Utf8JsonWriter json, ExplainedImage image)
    {
        json.WriteStartArray("top");
        foreach (var index in image.TopClasses)
        {
            json.WriteStartObject();
            json.WriteString("label", image.Classes[index]);
            WriteNumber(json, "score", image.Prediction.Scores.Span[index]);
            WriteNumber(json, "zeroShotScore", image.Prediction.ZeroShotScores.Span[index]);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteViews(Utf8JsonWriter json, ExplainedImage image)
    {
        json.WriteStartArray("views");
        foreach (var view in image.Views)
        {
            json.WriteStartObject();
            json.WriteNumber("view", view.Index);
            json.WriteBoolean("chosen", view.IsChosen);
            WriteNumber(json, "entropy", (float)view.Entropy);
            json.WriteString("label", image.Classes[view.TopClass]);
            WriteNumber(json, "score", view.TopScore);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>JSON has no other numbers than finite ones.</summary>
    private static void WriteNumber(Utf8JsonWriter json, string name, float value)
    {
        if (float.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
