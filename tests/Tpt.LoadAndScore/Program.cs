// Loads a saved model and scores images with it: LoadAndScore <model.zip> <image>...
// Prints, for each image, the predicted class and the bits of its scores.
// LoadAndScore --save-for-ever <model.zip> <target.zip> saves the model to the target again and again, to be killed while it does.
// LoadAndScore --environment [name=value]... sets variables as .NET does, loads the built-in model, and prints the environment of a process that it starts.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Tpt.Engine;

var mlContext = new MLContext();
if (args[0] == "--environment")
{
    foreach (var variable in args[1..])
    {
        Environment.SetEnvironmentVariable(variable.Split('=')[0], variable.Split('=')[1]);
    }
    LoadBuiltIn();
    using var child = Process.Start(new ProcessStartInfo("env") { RedirectStandardOutput = true })!;
    Console.Write(child.StandardOutput.ReadToEnd());
    return;
}
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

// In a method of its own: .NET prepares the library when it compiles a method that uses it, before any line of that runs.
[MethodImpl(MethodImplOptions.NoInlining)]
static void LoadBuiltIn() => ClipModel.LoadBuiltIn().Dispose();

internal sealed class ImagePath
{
    public string Path { get; set; } = "";
}

internal sealed class Prediction
{
    public string PredictedLabel { get; set; } = "";

    public float[] Score { get; set; } = [];
}
