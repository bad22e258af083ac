using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.ObjectPool;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Tpt.Documentation.Tests;

public static class ClassificationService
{
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
        builder.Services.AddSingleton(new MLContext());
        builder.Services.AddSingleton(services => services.GetRequiredService<MLContext>().Model.Load(modelPath, out _));
        builder.Services.AddSingleton<ObjectPool<PredictionEngine<Picture, Answer>>>(services =>
            new DefaultObjectPool<PredictionEngine<Picture, Answer>>(new EnginePolicy(
                services.GetRequiredService<MLContext>(), services.GetRequiredService<ITransformer>())));
        var app = builder.Build();
        app.Urls.Add(url);
        app.MapPost("/classify", async (HttpRequest request, ObjectPool<PredictionEngine<Picture, Answer>> engines) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            var engine = engines.Get();
            try
            {
                return engine.Predict(new Picture { Image = body.ToArray() });
            }
            finally
            {
                engines.Return(engine);
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
