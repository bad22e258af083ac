using Tpt.Engine.Validation;

namespace Tpt.Engine.Configuration;

/// <summary>Refuses the towers of OpenCLIP's models that are not CLIP's, by their names and with what to do.</summary>
internal static class OpenClipTowers
{
    /// <param name="path">The file.</param>
    /// <param name="model">Its <c>model_cfg</c>.</param>
    /// <param name="vision">Its <c>vision_cfg</c>.</param>
    /// <param name="text">Its <c>text_cfg</c>.</param>
    /// <param name="ignoresImageTower">Whether another image tower is run in place of the one that the file describes.</param>
    /// <exception cref="InvalidDataException">A tower is another, or a key asks for another computation.</exception>
    public static void RequireSupported(string path, OpenClipSection model, OpenClipSection vision, OpenClipSection text, bool ignoresImageTower)
    {
        if (model.Has("multimodal_cfg"))
        {
            throw new InvalidDataException($"'{path}' describes a CoCa model (multimodal_cfg), whose text tower and pooling are not CLIP's; CoCa is not supported.");
        }
        var imageTower = vision.Text("timm_model_name") is { Length: > 0 } name ? $"timm image tower '{Excerpt.Of(name)}'" : null;
        if (imageTower is not null && imageTower.Contains("siglip", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidDataException($"'{path}': the model is SigLIP in OpenCLIP's layout, with the {imageTower}. Take the same model in Hugging Face's layout, such as google/siglip-base-patch16-224.");
        }
        if (text.Text("hf_model_name") is { Length: > 0 } foreign)
        {
            throw new InvalidDataException($"'{path}': its text tower is Hugging Face's '{Excerpt.Of(foreign)}'{(imageTower is null ? "" : $", beside the {imageTower}")}. Only CLIP's own text tower is supported.");
        }
        RequireKnownText(path, text, imageTower);
        model.RequireKnown(OpenClipKeys.Model);
        if (ignoresImageTower)
        {
            return;
        }
        if (imageTower is not null)
        {
            throw new InvalidDataException($"'{path}': the model has the {imageTower}, which is not computed here; its text tower is. Export the image tower as a TorchScript file, "
                + "torch.jit.trace(model.visual.eval(), torch.zeros(1, 3, size, size)).save('image_tower.pt') in Python, and set ModelOptions.ImageTowerPath to that file.");
        }
        vision.RequireKnown(OpenClipKeys.Vision);
    }

    private static void RequireKnownText(string path, OpenClipSection text, string? imageTower)
    {
        try
        {
            text.RequireKnown(OpenClipKeys.Text);
        }
        catch (InvalidDataException e) when (imageTower is not null)
        {
            throw new InvalidDataException($"'{path}': the model has the {imageTower}, and a text tower that is not supported either. {e.Message}", e);
        }
    }
}
