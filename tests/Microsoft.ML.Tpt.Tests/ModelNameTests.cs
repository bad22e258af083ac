using Microsoft.ML.Tests.Support;
using Microsoft.ML.Tpt.Models;

namespace Microsoft.ML.Tests;

/// <summary>What other tools take for the name of a model: the error says the form that works.</summary>
public sealed class ModelNameTests(Workspace workspace) : IClassFixture<Workspace>
{
    private readonly MLContext _context = new(seed: 3);

    [Theory]
    [InlineData("hf-hub:laion/CLIP-ViT-B-16-laion2B-s34B-b88K", "Write 'laion/CLIP-ViT-B-16-laion2B-s34B-b88K', * `tpt download laion/CLIP-ViT-B-16-laion2B-s34B-b88K` *")]
    [InlineData("hf://openai/clip-vit-base-patch16", "Write 'openai/clip-vit-base-patch16', *")]
    [InlineData("https://huggingface.co/openai/clip-vit-base-patch16", "Write 'openai/clip-vit-base-patch16', *")]
    [InlineData("https://www.huggingface.co/openai/clip-vit-base-patch16/", "Write 'openai/clip-vit-base-patch16', *")]
    [InlineData("huggingface.co/openai/clip-vit-base-patch16", "Write 'openai/clip-vit-base-patch16', *")]
    [InlineData("https://hf.co/openai/clip-vit-base-patch16/tree/main", "Write 'openai/clip-vit-base-patch16', *")]
    [InlineData("https://huggingface.co/openai/clip-vit-base-patch16/tree/v1", "Write 'openai/clip-vit-base-patch16@v1', *")]
    [InlineData("https://huggingface.co/a/b/resolve/main/c/open_clip.safetensors?download=true", "Write 'a/b/c/open_clip.safetensors', * `tpt download a/b/c/open_clip.safetensors` *")]
    [InlineData("https://example.org/clip.zip", "That is an address, and nothing is downloaded*")]
    [InlineData("s3://bucket/clip", "That is an address, and nothing is downloaded*")]
    [InlineData("~/models/clip", "*'~' means the user's folder only in a shell: write the whole path.")]
    [InlineData("ViT-B-16", "That is OpenCLIP's name of an architecture. Write a folder, or the id of weights on the Hugging Face hub, such as 'openai/clip-vit-base-patch16' or 'laion/*`tpt download openai/clip-vit-base-patch16`*")]
    [InlineData("vit-b-32", "That is OpenCLIP's name of an architecture. * 'openai/clip-vit-base-patch32' *")]
    [InlineData("ViT-L/14", "*'openai/clip-vit-large-patch14'*")]
    [InlineData("ViT-L/14@336px", "*'openai/clip-vit-large-patch14-336'*")]
    [InlineData("ViT-B-16/laion2b_s34b_b88k", "*such as 'laion/CLIP-ViT-B-16-laion2B-s34B-b88K', *")]
    [InlineData("RN50", "*'timm/resnet50_clip.openai'*")]
    public void Of_FormOfAnotherTool_SaysTheOneThatWorks(string path, string hint)
    {
        ModelNameHint.Of(path).Should().StartWith(" ").And.Match($" {hint}");

        var fit = () => Fit(path);

        fit.Should().Throw<IOException>().Which.Message.Should().StartWith($"There is no CLIP model '{path}'.{ModelNameHint.Of(path)} Looked in '").And.EndWith(".");
    }

    [Theory]
    [InlineData("clip-vit-base-patch16")]
    [InlineData("openai/clip-vit-base-patch16")]
    [InlineData("models/clip")]
    [InlineData("/models/clip")]
    [InlineData("ViT")]
    [InlineData("")]
    public void Of_PathOrId_IsEmpty(string path) => ModelNameHint.Of(path).Should().BeEmpty();

    [Fact]
    public void Of_LongText_StaysShort() => ModelNameHint.Of($"https://huggingface.co/a/{new string('b', 100_000)}").Length.Should().BeLessThan(1500);

    private void Fit(string path)
    {
        var options = Workspace.Options();
        options.Model.Path = path;
        _context.Transforms.TestTimePromptTuning(options).Fit(workspace.LoadImages(_context, 1)).Dispose();
    }
}
