using Microsoft.AspNetCore.Builder;
using Microsoft.ML;
using static Tpt.Documentation.Tests.ClassificationService;

namespace Tpt.Documentation.Tests;

/// <summary>The web service of the README with a model of four classes, on this machine's loopback address.</summary>
public sealed class ClassificationServer : IAsyncLifetime
{
    private static readonly string[] _classNames = ["avocado", "banana", "bell pepper", "carrot"];

    private readonly string _folder = Directory.CreateTempSubdirectory("tpt").FullName;
    private WebApplication? _app;

    /// <summary>Some pictures, as files.</summary>
    public static IReadOnlyList<byte[]> Pictures { get; } =
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "images"), "*.png", SearchOption.AllDirectories).Order().Take(6).Select(File.ReadAllBytes)];

    /// <summary>What one engine says of each picture, without a service.</summary>
    public IReadOnlyList<Answer> Expected { get; private set; } = [];

    public Uri Address => new(_app!.Urls.Single());

    public async Task InitializeAsync()
    {
        var (modelPath, mlContext) = (Path.Combine(_folder, "MLModel.zip"), new MLContext());
        var pipeline = mlContext.Transforms.TestTimePromptTuning(new TptOptions { ClassNames = _classNames, Views = { Count = 10 } })
            .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedClass", "PredictedLabel"));
        var noRows = mlContext.Data.LoadFromEnumerable(Array.Empty<Picture>());
        using (var model = pipeline.Fit(noRows))
        {
            mlContext.Model.SaveTo(model, noRows.Schema, modelPath);
            using var engine = mlContext.Model.CreatePredictionEngine<Picture, Answer>(model, new PredictionEngineOptions { OwnsTransformer = false });
            Expected = [.. Pictures.Select(picture => engine.Predict(new Picture { Image = picture }))];
        }
        _app = Create(modelPath, "http://127.0.0.1:0");
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _app!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
