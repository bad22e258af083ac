using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Configuration;
using Tpt.Engine.Devices;
using Tpt.Engine.Validation;

namespace Tpt.Engine;

/// <summary>Holds approximations against the model that they are for.</summary>
internal static class ModelFit
{
    /// <exception cref="ArgumentException">The model was loaded in another precision, or has no tokens to merge.</exception>
    public static void Check(ClipModel model, ApproximationOptions options)
    {
        Check(model.Config.Vision, options);
        var dtype = PrecisionSelection.Select(options.Precision, model.Device);
        RequireSameRounding(model, options);
        var hasFloat32 = model.Network.Float32Images is not null;
        var needsFloat32 = dtype == torch.ScalarType.Float32 || options.ExactMargin > 0;
        if ((needsFloat32 && !hasFloat32) || (dtype != torch.ScalarType.Float32 && dtype != model.DType))
        {
            throw OptionCheck.Unfit("Approximations.Precision", FormattableString.Invariant(
                $"Approximations.Precision is {options.Precision} and Approximations.ExactMargin {options.ExactMargin}, but the model was loaded with its image tower in {model.DType}{(hasFloat32 ? "" : " alone")}. Give the same approximations to ClipModel.Load."));
        }
    }

    /// <summary>Both are in 32-bit floats, so that the dtype does not tell them apart.</summary>
    private static void RequireSameRounding(ClipModel model, ApproximationOptions options)
    {
        var rounds = model.TensorFloat32?.IsAllowed == true;
        if (rounds != (options.Precision == TptPrecision.TensorFloat32))
        {
            throw OptionCheck.Unfit(
                "Approximations.Precision", $"Approximations.Precision is {options.Precision}, but the model was loaded {(rounds ? "with" : "without")} TensorFloat32. Give the same approximations to ClipModel.Load.");
        }
    }

    /// <summary>What can be said before a model is loaded.</summary>
    /// <exception cref="ArgumentException">The image tower has no patches to leave out, or computes in 32-bit floats alone.</exception>
    public static void Check(ImageTowerConfig tower, ApproximationOptions options)
    {
        if (options.PatchDropout > 0 && tower is not ClipVisionConfig)
        {
            throw OptionCheck.Unfit("Approximations.PatchDropout", FormattableString.Invariant(
                $"Approximations.PatchDropout is {options.PatchDropout}, but the image tower is {NameOf(tower)}, and it takes CLIP's vision transformer; set it to 0, or take another model."));
        }
        if (options.Precision != TptPrecision.Float32 && tower is ScriptedTowerConfig)
        {
            throw OptionCheck.Unfit("Approximations.Precision", FormattableString.Invariant(
                $"Approximations.Precision is {options.Precision}, but the image tower is {NameOf(tower)}, which computes in 32-bit floats; set it to Float32."));
        }
    }

    private static string NameOf(ImageTowerConfig tower) => tower switch
    {
        ModifiedResNetConfig => "a ResNet",
        SiglipVisionConfig => "SigLIP's",
        ScriptedTowerConfig => "a TorchScript program",
        _ => "a vision transformer",
    };
}
