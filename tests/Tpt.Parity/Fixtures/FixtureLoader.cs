using Tpt.Engine;
using Tpt.Engine.Imaging;
using Tpt.Engine.Modules;
using Tpt.Engine.Prompts;
using Tpt.Parity.Suites;
using static TorchSharp.torch;

namespace Tpt.Parity.Fixtures;

/// <summary>Loads one run of a case the way a user does, and computes all that the reference computed.</summary>
internal static class FixtureLoader
{
    private const string PlainTemplate = "{0}";

    /// <summary>CoOp's prompt: the context, the class name and a full stop.</summary>
    private const string SoftPromptTemplate = "{0}.";

    /// <summary>Whatever is wrong with the files is thrown here, as it is for a user, while the model is loaded or while the texts are prepared.</summary>
    public static FixtureNumbers Load(FixtureCase fixture, FixtureRun run, FixtureFiles files)
    {
        using var model = ClipModel.Load(new ModelOptions
        {
            Path = files.Resolve(run.Path),
            TokenizerFolder = Resolve(run.Options.TokenizerFolder, files),
            QuickGelu = run.Options.QuickGelu,
            ImageTowerPath = Resolve(run.Options.ImageTower, files),
            GpuDeviceId = -1,
        });
        var softPrompt = Resolve(run.Options.SoftPrompt, files);
        return Compute(model, ImageFile.Load(files.Resolve(fixture.Picture)), softPrompt is null ? fixture.Texts : fixture.Classes, softPrompt);
    }

    /// <summary>Every path that <see cref="Load"/> gives to the library, as it gives it.</summary>
    public static IEnumerable<string> GivenPaths(FixtureRun run, FixtureFiles files)
        => new[] { run.Path, run.Options.TokenizerFolder, run.Options.SoftPrompt, run.Options.ImageTower }.OfType<string>().Select(files.Resolve);

    /// <param name="model">The model.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="texts">The texts, or with a soft prompt the class names.</param>
    /// <param name="softPrompt">The file of context vectors, or null.</param>
    public static FixtureNumbers Compute(ClipModel model, ImagePixels picture, IReadOnlyList<string> texts, string? softPrompt = null)
    {
        using var noGrad = no_grad();
        ClassPromptSet[] sets = [.. texts.Select(text => new ClassPromptSet(text))];
        using var classes = softPrompt is null ? WithoutContext(model, sets) : WithSoftPrompt(model, sets, softPrompt);
        var context = softPrompt is null ? null : classes.InitialContext.clone();
        var pixels = Pixels(model, picture);
        var imageFeatures = ClipNetwork.Normalize(model.Network.forward(pixels));
        var textFeatures = classes.InitialFeatures.clone();
        return new FixtureNumbers(
            TokenIds(model, sets, context),
            pixels,
            imageFeatures,
            textFeatures,
            classes.Logits(imageFeatures, textFeatures),
            model.Network.LogitScale.clone(),
            context,
            model.Config,
            model.Preprocessing);
    }

    private static string? Resolve(string? relative, FixtureFiles files) => relative is null ? null : files.Resolve(relative);

    private static ClassPrompts WithSoftPrompt(ClipModel model, ClassPromptSet[] classes, string path)
        => PromptPreparation.Prepare(model.Text, classes, new PromptOptions { Template = SoftPromptTemplate, SoftPromptPath = path }, seed: 0);

    private static ClassPrompts WithoutContext(ClipModel model, ClassPromptSet[] texts)
    {
        var plain = new PromptTemplate(PlainTemplate, nameof(texts)).Fixed;
        return new ClassPrompts(model.Network, PromptTokenizer.Tokenize(model.Tokenizer, plain, texts, model.ContextLength), plain.Layout, initialContext: null, chunkSize: null);
    }

    /// <summary>The reference writes X where a context vector stands.</summary>
    private static Tensor TokenIds(ClipModel model, ClassPromptSet[] sets, Tensor? context)
    {
        var text = context is null
            ? new PromptTemplate(PlainTemplate, nameof(sets)).Fixed
            : new PromptTemplate(SoftPromptTemplate, nameof(sets)).WithContextOfVectors(ClassTokenPosition.End, (int)context.shape[0]);
        var prompts = PromptTokenizer.Tokenize(model.Tokenizer, text, sets, model.ContextLength);
        var ids = new long[prompts.Length, model.ContextLength];
        for (var row = 0; row < prompts.Length; row++)
        {
            for (var column = 0; column < prompts[row].Ids.Length; column++)
            {
                ids[row, column] = prompts[row].Ids[column];
            }
        }
        return tensor(ids);
    }

    private static Tensor Pixels(ClipModel model, ImagePixels picture)
    {
        var size = model.ImageSize;
        var pixels = new float[3 * size * size];
        model.Preprocessing.CentreView(picture, pixels);
        return tensor(pixels, [1, 3, size, size]);
    }
}
