using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Tpt.Documentation.Tests;

public static class ClassificationService
{
    /// <summary>The largest picture file that is read, in bytes; a larger one is answered with 413.</summary>
    public const int LargestPicture = 20_000_000;

    public sealed class Picture
    {
        public byte[] Image { get; set; } = [];
    }

    public sealed class Answer
    {
        public string PredictedClass { get; set; } = "";
        public float[] Score { get; set; } = [];
    }

    /// <summary>POST an image file to /classify. The model is held once; an engine serves one request at a time.</summary>
    public static WebApplication Create(string modelPath, string url)
    {
        var mlContext = new MLContext();
        // The log says why a picture could not be classified.
        mlContext.Log += (_, entry) => { if (entry.Kind >= ChannelMessageKind.Warning) { Console.Error.WriteLine(entry.Message); } };
        var model = mlContext.Model.Load(modelPath, out _);
        // Two engines: the model works on one picture while the views of the next are made.
        var engines = Channel.CreateUnbounded<PredictionEngine<Picture, Answer>>();
        for (var i = 0; i < 2; i++)
        {
            engines.Writer.TryWrite(mlContext.Model.CreatePredictionEngine<Picture, Answer>(model, new PredictionEngineOptions { OwnsTransformer = false }));
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = LargestPicture);
        var app = builder.Build();
        app.Urls.Add(url);
        app.Lifetime.ApplicationStopped.Register(() => (model as IDisposable)?.Dispose());
        app.MapPost("/classify", async (HttpRequest request, CancellationToken cancelled) =>
        {
            if (request.ContentLength is not (<= LargestPicture and var length))
            {
                return Results.Problem($"Say the size of the file (Content-Length), at most {LargestPicture} bytes.", statusCode: request.ContentLength is null ? 411 : 413);
            }
            var picture = new Picture { Image = new byte[length] };
            await request.Body.ReadExactlyAsync(picture.Image, cancelled);
            var engine = await engines.Reader.ReadAsync(cancelled);
            try
            {
                var answer = engine.Predict(picture);
                return answer.PredictedClass.Length > 0
                    ? Results.Ok(answer)
                    : Results.Problem("The body is no picture that can be classified: a whole JPEG, PNG, GIF, WebP or BMP of a size that is allowed.", statusCode: 400);
            }
            finally
            {
                engines.Writer.TryWrite(engine);
            }
        });
        return app;
    }
}
