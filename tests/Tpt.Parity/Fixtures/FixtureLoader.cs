using Tpt.Engine;
using Tpt.Engine.Modules;
using Tpt.Engine.Prompts;
using Tpt.Parity.Suites;
using static TorchSharp.torch;

namespace Tpt.Parity.Fixtures;

/// <summary>Loads one run of a case the way a user does, and computes all that the reference computed.</summary>
internal static class FixtureLoader
{
    /// <summary>CoOp's prompt: the context, the class name and a full stop.</summary>
    private const string SoftPromptTemplate = "{0}.";

    /// <summary>Whatever is wrong with the files is thrown here, as it is for a user, while the model is loaded or while the texts are prepared.</summary>
    public static FixtureNumbers Load(FixtureCase fixture, FixtureRun run, FixtureFiles files)
    {
        using var noGrad = no_grad();
        using var model = ClipModel.Load(new ModelOptions
        {
            Path = files.Resolve(run.Path),
            TokenizerFolder = Resolve(run.Options.TokenizerFolder, files),
            QuickGelu = run.Options.QuickGelu,
            ImageTowerPath = Resolve(run.Options.ImageTower, files),
            GpuDeviceId = -1,
        });
        using var classes = run.Options.SoftPrompt is { } softPrompt ? WithSoftPrompt(model, fixture, files.Resolve(softPrompt)) : WithoutContext(model, fixture);
        var pixels = Pixels(model, files.Resolve(fixture.Picture));
        var image = ClipNetwork.Normalize(model.Network.forward(pixels));
        var text = classes.InitialFeatures.clone();
        return new FixtureNumbers(
            TokenIds(model, fixture, run.Options.SoftPrompt is null ? 0 : (int)classes.InitialContext.shape[0]),
            pixels,
            image,
            text,
            classes.Logits(image, text),
            model.Network.LogitScale.clone(),
            run.Options.SoftPrompt is null ? null : classes.InitialContext.clone(),
            model.Config,
            model.Preprocessing);
    }

    /// <summary>Every path that <see cref="Load"/> gives to the library, as it gives it.</summary>
    public static IEnumerable<string> GivenPaths(FixtureRun run, FixtureFiles files)
        => new[] { run.Path, run.Options.TokenizerFolder, run.Options.SoftPrompt, run.Options.ImageTower }.OfType<string>().Select(files.Resolve);

    private static string? Resolve(string? relative, FixtureFiles files) => relative is null ? null : files.Resolve(relative);

    private static ClassPrompts WithSoftPrompt(ClipModel model, FixtureCase fixture, string path)
        => PromptPreparation.Prepare(model.Text, Sets(fixture.Classes), new PromptOptions { Template = SoftPromptTemplate, SoftPromptPath = path }, seed: 0);

    private static ClassPrompts WithoutContext(ClipModel model, FixtureCase fixture)
    {
        var text = new PromptTemplate("{0}", nameof(fixture.Texts)).Fixed;
        var prompts = PromptTokenizer.Tokenize(model.Tokenizer, text, Sets(fixture.Texts), model.ContextLength);
        return new ClassPrompts(model.Network, prompts, text.Layout, initialContext: null, chunkSize: null);
    }

    private static ClassPromptSet[] Sets(IReadOnlyList<string> names) => [.. names.Select(name => new ClassPromptSet(name))];

    /// <summary>The reference writes X where a context vector stands.</summary>
    private static Tensor TokenIds(ClipModel model, FixtureCase fixture, int contextVectors)
    {
        var text = contextVectors == 0
            ? new PromptTemplate("{0}", nameof(fixture.Texts)).Fixed
            : new PromptTemplate(SoftPromptTemplate, nameof(fixture.Classes)).WithContextOfVectors(ClassTokenPosition.End, contextVectors);
        var prompts = PromptTokenizer.Tokenize(model.Tokenizer, text, Sets(contextVectors == 0 ? fixture.Texts : fixture.Classes), model.ContextLength);
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

    private static Tensor Pixels(ClipModel model, string picture)
    {
        var size = model.ImageSize;
        var pixels = new float[3 * size * size];
        model.Preprocessing.CentreView(ImageFile.Load(picture), pixels);
        return tensor(pixels, [1, 3, size, size]);
    }
}
