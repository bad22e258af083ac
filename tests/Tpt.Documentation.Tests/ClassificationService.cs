using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.ObjectPool;
using Microsoft.ML;
using Microsoft.ML.Data;
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

    /// <summary>POST an image file to /classify. The model is held once; an engine, which is for one thread at a time, comes from a pool.</summary>
    public static WebApplication Create(string modelPath, string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = LargestPicture);
        var mlContext = new MLContext();
        mlContext.Log += (_, entry) =>
        {
            if (entry.Kind >= ChannelMessageKind.Warning)
            {
                Console.Error.WriteLine(entry.Message);     // why a picture could not be classified
            }
        };
        builder.Services.AddSingleton(services => mlContext.Model.Load(modelPath, out _));
        builder.Services.AddSingleton<ObjectPool<PredictionEngine<Picture, Answer>>>(services =>
            new DefaultObjectPool<PredictionEngine<Picture, Answer>>(new EnginePolicy(mlContext, services.GetRequiredService<ITransformer>())));
        var app = builder.Build();
        app.Urls.Add(url);
        var turns = new SemaphoreSlim(2);   // the model works on one picture while the views of the next are made
        app.MapPost("/classify", async (HttpRequest request, ObjectPool<PredictionEngine<Picture, Answer>> engines, CancellationToken cancelled) =>
        {
            if (request.ContentLength is not (<= LargestPicture and var length))
            {
                return Results.Problem($"Say the size of the file (Content-Length), at most {LargestPicture} bytes.", statusCode: request.ContentLength is null ? 411 : 413);
            }
            var picture = new Picture { Image = new byte[length] };
            await request.Body.ReadExactlyAsync(picture.Image, cancelled);
            await turns.WaitAsync(cancelled);
            var engine = engines.Get();
            try
            {
                var answer = engine.Predict(picture);
                return answer.PredictedClass.Length > 0
                    ? Results.Ok(answer)
                    : Results.Problem("The body is no picture that can be classified: JPEG, PNG, GIF, WebP or BMP, complete, and of a size that is allowed.", statusCode: 400);
            }
            finally
            {
                engines.Return(engine);
                turns.Release();
            }
        });
        return app;
    }

    private sealed class EnginePolicy(MLContext mlContext, ITransformer model) : PooledObjectPolicy<PredictionEngine<Picture, Answer>>
    {
        public override PredictionEngine<Picture, Answer> Create()
            => mlContext.Model.CreatePredictionEngine<Picture, Answer>(model, new PredictionEngineOptions { OwnsTransformer = false });

        public override bool Return(PredictionEngine<Picture, Answer> engine) => true;
    }
}
