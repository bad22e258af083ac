using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Tpt.Cli.Predictions;

/// <summary>One JSON object a line: <c>{"path":"a.jpg","label":"cat","score":0.9,"zeroShotLabel":"dog","zeroShotScore":0.5,"top":[{"label":"cat","score":0.9}]}</c>, or <c>path</c> and <c>error</c>.</summary>
/// <param name="output">Where to.</param>
/// <param name="classes">The classes, in the order of the scores.</param>
/// <param name="top">How many of the most probable classes are told.</param>
internal sealed class JsonLinesWriter(TextWriter output, IReadOnlyList<string> classes, int top) : IPredictionWriter
{
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public void Begin()
    {
    }

    public void Write(ScoredPicture picture)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, _options))
        {
            json.WriteStartObject();
            json.WriteString("path", picture.Path);
            if (picture.Prediction is { } prediction)
            {
                Write(json, PictureAnswer.Of(prediction, classes, top));
                if (!prediction.IsAdapted)
                {
                    json.WriteBoolean("adapted", false);
                }
                if (prediction.IsFallback)
                {
                    json.WriteBoolean("fallback", true);
                }
            }
            else
            {
                json.WriteString("error", picture.Error);
            }
            json.WriteEndObject();
        }
        output.Write(Encoding.UTF8.GetString(bytes.ToArray()) + "\n");
    }

    private static void Write(Utf8JsonWriter json, PictureAnswer answer)
    {
        json.WriteString("label", answer.Top[0].ClassName);
        json.WriteNumber("score", answer.Top[0].Score);
        json.WriteString("zeroShotLabel", answer.ZeroShot.ClassName);
        json.WriteNumber("zeroShotScore", answer.ZeroShot.Score);
        json.WriteStartArray("top");
        foreach (var one in answer.Top)
        {
            json.WriteStartObject();
            json.WriteString("label", one.ClassName);
            json.WriteNumber("score", one.Score);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
