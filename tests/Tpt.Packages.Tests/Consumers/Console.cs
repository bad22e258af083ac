// What a user writes first: pictures from files, their class and its probability.
using Microsoft.ML;
using Microsoft.ML.Data;

var mlContext = new MLContext(seed: 0);
var data = mlContext.Data.LoadFromEnumerable(args.Select(path => new Row { Path = path }));
var pipeline = mlContext.Transforms.LoadImages("Image", imageFolder: null, inputColumnName: nameof(Row.Path))
    .Append(mlContext.Transforms.TestTimePromptTuning(["banana", "lemon", "carrot"]))
    .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
using var model = pipeline.Fit(data);
foreach (var label in model.Transform(data).GetColumn<string>("PredictedLabel"))
{
    Console.WriteLine($"answer {label}");
}

internal sealed class Row
{
    public string Path { get; set; } = "";
}
