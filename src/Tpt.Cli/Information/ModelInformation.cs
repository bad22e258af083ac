using Tpt.Cli.Models;
using Tpt.Engine;
using Tpt.Engine.Files;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Methods.ZeroShot;
using Tpt.Engine.Views;

namespace Tpt.Cli.Information;

/// <summary>What <c>tpt info</c> tells of a model. The names are those of the JSON.</summary>
internal sealed record ModelInformation
{
    public required string Folder { get; init; }

    public required ModelArchitecture Architecture { get; init; }

    public required int ImageSize { get; init; }

    public required int ContextLength { get; init; }

    public required int EmbeddingDimension { get; init; }

    public required string Device { get; init; }

    public required string ComputedType { get; init; }

    /// <summary>Null where the model recommends none.</summary>
    public required string? RecommendedPromptTemplate { get; init; }

    public required IReadOnlyList<ClassMemory> Memory { get; init; }

    /// <summary>Null where it is not measured.</summary>
    public required SpeedMeasurement? Speed { get; init; }

    public required IReadOnlyList<ModelFile> Files { get; init; }

    /// <param name="model">The model.</param>
    /// <param name="classCounts">For how many classes the memory is told.</param>
    /// <param name="speed">What was measured; null where nothing was.</param>
    public static ModelInformation Of(ClipModel model, IEnumerable<int> classCounts, SpeedMeasurement? speed)
    {
        var views = new ViewOptions().Count;
        return new ModelInformation
        {
            Folder = model.Folder,
            Architecture = model.Architecture,
            ImageSize = model.ImageSize,
            ContextLength = model.ContextLength,
            EmbeddingDimension = model.EmbeddingDimension,
            Device = model.Device.ToString(),
            ComputedType = model.DType.ToString(),
            RecommendedPromptTemplate = model.RecommendedPromptTemplate,
            Memory = [.. classCounts.Select(count => new ClassMemory(count, MemoryEstimate.Of(model, count, new ZeroShotOptions(), views), MemoryEstimate.Of(model, count, new PromptTuningOptions(), views)))],
            Speed = speed,
            Files = model.Files,
        };
    }
}
