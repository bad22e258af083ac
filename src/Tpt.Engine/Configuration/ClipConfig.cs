namespace Tpt.Engine.Configuration;

/// <summary>A CLIP model, with the names and defaults of Hugging Face's <c>config.json</c>.</summary>
internal sealed record ClipConfig
{
    public ModelFamily Family { get; init; } = ModelFamily.Clip;
    public ClipTextConfig Text { get; init; } = new();
    public ImageTowerConfig Vision { get; init; } = new ClipVisionConfig();
    public int ProjectionDim { get; init; } = 512;

    /// <summary>The prompt that the model was made for, with {0} for the class name; this library's own, optional key <c>prompt_template</c>.</summary>
    public string? PromptTemplate { get; init; }
}
