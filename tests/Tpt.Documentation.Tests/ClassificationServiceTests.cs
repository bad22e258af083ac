using System.Net.Http.Json;
using Microsoft.ML;
using static Tpt.Documentation.Tests.ClassificationService;

namespace Tpt.Documentation.Tests;

/// <summary>The web service of the README, on this machine's loopback address.</summary>
public sealed class ClassificationServiceTests
{
    private static readonly string[] _classNames = ["avocado", "banana", "bell pepper", "carrot"];

    [Fact]
    public async Task Classify_ConcurrentRequests_AnswerAsOneEngineDoes()
    {
        using var folder = new TemporaryFolder();
        var (modelPath, mlContext) = (Path.Combine(folder.Path, "MLModel.zip"), new MLContext());
        var pipeline = mlContext.Transforms.TestTimePromptTuning(new TptOptions { ClassNames = _classNames, Views = 10 })
            .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedClass", "PredictedLabel"));
        var noRows = mlContext.Data.LoadFromEnumerable(Array.Empty<Picture>());
        var images = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "images"), "*.png", SearchOption.AllDirectories).Order().Take(6).Select(File.ReadAllBytes).ToArray();
        Answer[] expected;
        using (var model = pipeline.Fit(noRows))
        {
            mlContext.Model.Save(model, noRows.Schema, modelPath);
            using var engine = mlContext.Model.CreatePredictionEngine<Picture, Answer>(model, new PredictionEngineOptions { OwnsTransformer = false });
            expected = [.. images.Select(image => engine.Predict(new Picture { Image = image }))];
        }

        await using var app = Create(modelPath, "http://127.0.0.1:0");
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        var requests = Enumerable.Range(0, 24).Select(async i =>
        {
            using var content = new ByteArrayContent(images[i % images.Length]);
            using var response = await client.PostAsync(new Uri("/classify", UriKind.Relative), content);
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadFromJsonAsync<Answer>();
        });
        var answers = await Task.WhenAll(requests);
        await app.StopAsync();

        for (var i = 0; i < answers.Length; i++)
        {
            answers[i]!.PredictedClass.Should().Be(expected[i % images.Length].PredictedClass);
            answers[i]!.Score.Should().Equal(expected[i % images.Length].Score);
        }
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("tpt").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
