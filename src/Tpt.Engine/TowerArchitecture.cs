using Tpt.Engine.Configuration;

namespace Tpt.Engine;

/// <summary>The sizes of an image or text tower.</summary>
/// <example>
/// <code>
/// using var clip = ClipModel.LoadBuiltIn();
/// TowerArchitecture tower = clip.Architecture.Image;
/// Console.WriteLine($"{tower.Kind}: {tower.Layers} layers of {tower.Width}, {tower.Heads} heads, {tower.ParameterCount / 1e6:F1} million parameters");
/// </code>
/// </example>
public sealed record TowerArchitecture
{
    internal TowerArchitecture()
    {
    }

    /// <summary>What it is: <c>vision transformer</c>, <c>ResNet</c>, <c>TorchScript program</c> or <c>text transformer</c>.</summary>
    public string Kind { get; internal init; } = "";

    /// <summary>The length of a token's vector; of a ResNet the channels behind its stem. 0 for a TorchScript program, of which nothing is known.</summary>
    public int Width { get; internal init; }

    /// <summary>The number of layers; of a ResNet that of its bottlenecks. 0 for a TorchScript program.</summary>
    public int Layers { get; internal init; }

    /// <summary>The heads of each attention; of a ResNet those of its attention pool. 0 for a TorchScript program.</summary>
    public int Heads { get; internal init; }

    /// <summary>The activation: <c>QuickGELU</c>, <c>GELU</c>, <c>GELU (tanh)</c> or <c>ReLU</c>; <see langword="null"/> for a TorchScript program.</summary>
    public string? Activation { get; internal init; }

    /// <summary>The number of weights, the projection included. 0 for a TorchScript program.</summary>
    public long ParameterCount { get; internal init; }

    internal static TowerArchitecture Of(ImageTowerConfig config, long parameterCount) => config switch
    {
        VisionTransformerConfig transformer => new TowerArchitecture
        {
            Kind = "vision transformer",
            Width = transformer.HiddenSize,
            Layers = transformer.NumHiddenLayers,
            Heads = transformer.NumAttentionHeads,
            Activation = Name(transformer.HiddenAct),
            ParameterCount = parameterCount,
        },
        ModifiedResNetConfig resNet => new TowerArchitecture
        {
            Kind = "ResNet",
            Width = resNet.Width,
            Layers = resNet.Layers.Sum(),
            Heads = resNet.NumAttentionHeads,
            Activation = "ReLU",
            ParameterCount = parameterCount,
        },
        _ => new TowerArchitecture { Kind = "TorchScript program" },
    };

    internal static TowerArchitecture Of(ClipTextConfig config, long parameterCount) => new()
    {
        Kind = "text transformer",
        Width = config.HiddenSize,
        Layers = config.NumHiddenLayers,
        Heads = config.NumAttentionHeads,
        Activation = Name(config.HiddenAct),
        ParameterCount = parameterCount,
    };

    private static string Name(ClipActivation activation) => activation switch
    {
        ClipActivation.QuickGelu => "QuickGELU",
        ClipActivation.GeluTanh => "GELU (tanh)",
        _ => "GELU",
    };
}
