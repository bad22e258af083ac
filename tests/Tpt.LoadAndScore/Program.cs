// Loads a saved model and scores images with it: LoadAndScore <model.zip> <image>...
// Prints, for each image, the predicted class and the bits of its scores.
// LoadAndScore --save-for-ever <model.zip> <target.zip> saves the model to the target again and again, to be killed while it does.
using Microsoft.ML;
using Microsoft.ML.Data;

var mlContext = new MLContext();
if (args[0] == "--save-for-ever")
{
    var saved = mlContext.Model.Load(args[1], out var schema);
    for (Console.WriteLine("saving"); ; )
    {
        mlContext.Model.SaveTo(saved, schema, args[2]);
    }
}
var model = mlContext.Model.Load(args[0], out _);
Console.WriteLine(string.Join(" -> ", model is IEnumerable<ITransformer> chain ? chain.Select(stage => stage.GetType().Name) : [model.GetType().Name]));
using var engine = mlContext.Model.CreatePredictionEngine<ImagePath, Prediction>(model);
foreach (var path in args[1..])
{
    var prediction = engine.Predict(new ImagePath { Path = path });
    Console.WriteLine($"{prediction.PredictedLabel} {string.Join(' ', prediction.Score.Select(score => BitConverter.SingleToUInt32Bits(score).ToString("x8", null)))}");
}

internal sealed class ImagePath
{
    public string Path { get; set; } = "";
}

internal sealed class Prediction
{
    public string PredictedLabel { get; set; } = "";

    public float[] Score { get; set; } = [];
}
