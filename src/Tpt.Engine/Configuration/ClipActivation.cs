namespace Tpt.Engine.Configuration;

/// <summary>The activation of the towers' MLPs.</summary>
internal enum ClipActivation
{
    /// <summary>x * sigmoid(1.702 x): OpenAI's weights.</summary>
    QuickGelu,

    /// <summary>x * Phi(x), with the error function: most OpenCLIP weights.</summary>
    Gelu,
}
