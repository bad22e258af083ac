using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Configuration;
using Tpt.Engine.Devices;

namespace Tpt.Engine;

/// <summary>Holds approximations against the model that they are for.</summary>
internal static class ModelFit
{
    /// <exception cref="ArgumentException">The model was loaded in another precision, or has no tokens to merge.</exception>
    public static void Check(ClipModel model, ApproximationOptions options)
    {
        if (options.TokenMerging > 0 && model.Config.Vision is not ClipVisionConfig)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Approximations.TokenMerging is {options.TokenMerging}, but the image tower is a ResNet, which has no tokens to merge; set it to 0, or take a model with a vision transformer."),
                "Approximations.TokenMerging");
        }
        var dtype = PrecisionSelection.Select(options.Precision, model.Device);
        var hasFloat32 = model.Network.Float32Images is not null;
        var needsFloat32 = dtype == torch.ScalarType.Float32 || options.ExactMargin > 0;
        if ((needsFloat32 && !hasFloat32) || (dtype != torch.ScalarType.Float32 && dtype != model.DType))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Approximations.Precision is {options.Precision} and Approximations.ExactMargin {options.ExactMargin}, but the model was loaded with its image tower in {model.DType}{(hasFloat32 ? "" : " alone")}. Give the same approximations to ClipModel.Load."),
                "Approximations.Precision");
        }
    }
}
