// A service that answers one picture after another. It writes its address, and ends when it is asked to.
using Microsoft.ML;

var mlContext = new MLContext(seed: 0);
var pipeline = mlContext.Transforms.TestTimePromptTuning(["banana", "lemon", "carrot"])
    .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
using var model = pipeline.Fit(mlContext.Data.LoadFromEnumerable(Array.Empty<Picture>()));
using var engine = mlContext.Model.CreatePredictionEngine<Picture, Answer>(model, new PredictionEngineOptions { OwnsTransformer = false });

var app = WebApplication.CreateSlimBuilder(args).Build();
app.Urls.Add("http://127.0.0.1:0");
app.MapPost("/classify", async (HttpRequest request) =>
{
    using var bytes = new MemoryStream();
    await request.Body.CopyToAsync(bytes);
    return engine.Predict(new Picture { Image = bytes.ToArray() });
});
app.MapPost("/stop", () => app.Lifetime.StopApplication());
await app.StartAsync();
Console.WriteLine($"answer {app.Urls.Single()}");
await app.WaitForShutdownAsync();

internal sealed class Picture
{
    public byte[] Image { get; set; } = [];
}

internal sealed class Answer
{
    public string PredictedLabel { get; set; } = "";
    public float[] Score { get; set; } = [];
}
