namespace Tpt.Engine.Configuration;

/// <summary>The activation inside the towers' MLPs.</summary>
internal enum ClipActivation
{
    /// <summary><c>x * sigmoid(1.702 x)</c>: OpenAI, MetaCLIP, DFN.</summary>
    QuickGelu,

    /// <summary>GELU with the error function: most of OpenCLIP's models.</summary>
    Gelu,

    /// <summary>GELU with its approximation by the hyperbolic tangent: SigLIP.</summary>
    GeluTanh,
}
