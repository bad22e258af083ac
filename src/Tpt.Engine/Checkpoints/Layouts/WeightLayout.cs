namespace Tpt.Engine.Checkpoints.Layouts;

/// <summary>Whose names the weights have.</summary>
internal enum WeightLayout
{
    /// <summary>Neither: weights of something else, or of a part.</summary>
    Unknown,

    /// <summary>The transformers library's: <c>text_model.*</c> and <c>vision_model.*</c>.</summary>
    HuggingFace,

    /// <summary>OpenAI's and OpenCLIP's: <c>visual.*</c>, and the text tower bare or under <c>text.*</c>.</summary>
    OpenClip,
}
