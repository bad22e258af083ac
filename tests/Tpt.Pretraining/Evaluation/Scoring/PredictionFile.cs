using System.Globalization;
using System.Text;

namespace Tpt.Pretraining.Evaluation.Scoring;

/// <summary>Predictions as comma-separated values (RFC 4180 without line breaks in a field).</summary>
internal static class PredictionFile
{
    private const string Header = "set,classes,image,label,method,seed,predicted,label_rank,confidence";

    public static void Write(string path, IEnumerable<ImagePrediction> predictions)
        => File.WriteAllLines(path, predictions.Select(ToLine).Prepend(Header));

    /// <exception cref="InvalidDataException">The file was not written by <see cref="Write"/>.</exception>
    public static IReadOnlyList<ImagePrediction> Read(string path)
    {
        var lines = File.ReadAllLines(path);
        return lines is [Header, _, ..]
            ? [.. lines.Skip(1).Select((line, i) => Parse(Split(line), $"'{path}', line {i + 2}"))]
            : throw new InvalidDataException($"'{path}' is no predictions file: it should begin with the line '{Header}' and hold at least one more.");
    }

    private static string ToLine(ImagePrediction prediction)
    {
        var (set, classes, image, label, method, seed, predicted, rank, confidence) = prediction;
        return string.Create(CultureInfo.InvariantCulture,
            $"{Quote(set)},{classes},{Quote(image)},{Quote(label)},{Quote(method)},{seed},{Quote(predicted)},{rank},{confidence:R}");
    }

    private static ImagePrediction Parse(List<string> fields, string place)
    {
        var culture = CultureInfo.InvariantCulture;
        int? seed = null;
        if (fields.Count != 9
            || !int.TryParse(fields[1], culture, out var classes)
            || !(fields[5].Length == 0 || TryParseSeed(fields[5], out seed))
            || !int.TryParse(fields[7], culture, out var rank)
            || !float.TryParse(fields[8], culture, out var confidence))
        {
            throw new InvalidDataException($"{place}: this does not fit '{Header}'.");
        }
        return new ImagePrediction(fields[0], classes, fields[2], fields[3], fields[4], seed, fields[6], rank, confidence);
    }

    private static bool TryParseSeed(string field, out int? seed)
    {
        var isNumber = int.TryParse(field, CultureInfo.InvariantCulture, out var value);
        seed = value;
        return isNumber;
    }

    private static string Quote(string field) => field.AsSpan().ContainsAny(',', '"') ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;

    private static List<string> Split(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"')
            {
                // Within quotes, two of them stand for one.
                if (isQuoted && i + 1 < line.Length && line[i + 1] == '"')
                {
                    field.Append(line[i++]);
                }
                else
                {
                    isQuoted = !isQuoted;
                }
            }
            else if (line[i] == ',' && !isQuoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(line[i]);
            }
        }
        fields.Add(field.ToString());
        return fields;
    }
}
