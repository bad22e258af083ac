using Tpt.Engine.Configuration;

namespace Tpt.Engine.Checkpoints;

/// <summary>Puts the activation into both towers of a model.</summary>
internal static class CheckpointActivation
{
    public static ClipConfig Set(ClipConfig config, ClipActivation text, ClipActivation vision) => config with
    {
        Text = config.Text with { HiddenAct = text },
        Vision = config.Vision is VisionTransformerConfig transformer ? transformer with { HiddenAct = vision } : config.Vision,
    };
}
