using System.CommandLine;
using Tpt.Cli.Batch.Plans;
using Tpt.Cli.Models;
using Tpt.Cli.Terminal;
using Tpt.Engine;
using Tpt.Engine.Approximations;
using Tpt.Hub;

namespace Tpt.Cli.Commands;

/// <summary>Which CLIP a command takes, and where it runs.</summary>
internal sealed class ModelArguments
{
    private const string ModelDescription = "A CLIP: an id on the Hugging Face hub, which is downloaded once, a folder, or a file of weights. Without it, the built-in model.";

    /// <summary>Where the loader's messages leave the id open.</summary>
    private const string PlaceOfId = "<id>";

    private readonly Option<string?> _model = new("--model") { Description = ModelDescription, HelpName = "id|folder|file" };

    /// <summary>In place of the option; null where the model is one thing among others.</summary>
    private Argument<string?>? _argument;

    private readonly Option<string?> _tokenizer = new("--tokenizer") { Description = "The folder or hub id of the tokenizer, where that of --model has none.", HelpName = "id|folder" };

    private readonly Option<string?> _pretrained = new("--pretrained") { Description = "OpenCLIP's name of the weights, where no file says it: ViT-H-14/laion2b_s32b_b79k.", HelpName = "name" };

    private readonly Option<bool?> _quickGelu = new("--quick-gelu") { Description = "Whether the activation is QuickGELU, where no file says it." };

    private readonly Option<int?> _gpu = new("--gpu") { Description = "The GPU to compute on, from 0; -1 is the CPU.", HelpName = "n", CustomParser = OptionValues.WholeOrNone };

    private readonly Option<TptPrecision> _precision = new("--precision") { Description = "What the image tower computes in: Float32, TensorFloat32, BFloat16, Float16, or Auto, the fastest that the device has units for.", HelpName = "name", CustomParser = OptionValues.Name<TptPrecision>, DefaultValueFactory = _ => TptPrecision.Float32 };

    private readonly Option<bool> _offline = new("--offline") { Description = "Download nothing: take what is here, as HF_HUB_OFFLINE=1 does." };

    /// <summary>For a command that is about a model: it stands behind the command by itself.</summary>
    public static ModelArguments AsArgument() => new() { _argument = new Argument<string?>("model") { Description = ModelDescription, HelpName = "id|folder|file", Arity = ArgumentArity.ZeroOrOne, Validators = { OptionValues.RefuseOptions } } };

    public void AddTo(Command command)
    {
        if (_argument is null)
        {
            command.Options.Add(_model);
        }
        else
        {
            command.Arguments.Add(_argument);
        }
        foreach (var option in (Option[])[_tokenizer, _pretrained, _quickGelu, _gpu, _precision, _offline])
        {
            command.Options.Add(option);
        }
    }

    public ApproximationOptions ReadApproximations(ParseResult parsed) => new() { Precision = parsed.GetValue(_precision) };

    /// <summary>For a command whose model is settled: where it is here, and what it runs on.</summary>
    public void AddPlacesTo(Command command)
    {
        _model.Description = "Where the plan's CLIP is on this machine: a hub id, a folder, or a file of weights. Its bytes must be those of the plan. Without it, where the plan says.";
        _tokenizer.Description = "Where the plan's tokenizer is on this machine, where --model has none. Without it, where the plan says.";
        foreach (var option in (Option[])[_model, _tokenizer, _gpu, _offline])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>How the model is named, for another process to find it: paths in full.</summary>
    public ModelPlace PlaceOf(ParseResult parsed)
    {
        return new ModelPlace(Full(parsed.GetValue(_model)), Full(parsed.GetValue(_tokenizer)), parsed.GetValue(_pretrained), parsed.GetValue(_quickGelu));

        static string? Full(string? name) => name is not null && Path.Exists(name) ? Path.GetFullPath(name) : name;
    }

    /// <summary>Loads the model, and brings it here first where that is wanted. Progress goes to the error output.</summary>
    /// <exception cref="FileNotFoundException">There is no such folder, file or model.</exception>
    /// <exception cref="HubException">It cannot be brought.</exception>
    public Task<ClipModel> LoadAsync(ParseResult parsed, CancellationToken cancellationToken) => LoadAsync(parsed, new ModelPlace(null, null, null, null), ReadApproximations(parsed), cancellationToken);

    /// <inheritdoc cref="LoadAsync(ParseResult, CancellationToken)"/>
    /// <param name="parsed">The command line.</param>
    /// <param name="otherwise">How the model is named where the command line does not.</param>
    /// <param name="approximations">What the model is loaded for.</param>
    /// <param name="cancellationToken">Ends a download.</param>
    public async Task<ClipModel> LoadAsync(ParseResult parsed, ModelPlace otherwise, ApproximationOptions approximations, CancellationToken cancellationToken)
    {
        var places = new ModelPlaces(parsed.GetValue(_offline), CommonOptions.MessagesOf(parsed));
        var name = (_argument is null ? parsed.GetValue(_model) : parsed.GetValue(_argument)) ?? otherwise.Name;
        var options = new ModelOptions
        {
            Path = await places.FindAsync(name, HubContent.Model, cancellationToken),
            TokenizerFolder = await places.FindAsync(parsed.GetValue(_tokenizer) ?? otherwise.Tokenizer, HubContent.Tokenizer, cancellationToken),
            Pretrained = parsed.GetValue(_pretrained) ?? otherwise.Pretrained,
            QuickGelu = parsed.GetValue(_quickGelu) ?? otherwise.QuickGelu,
            GpuDeviceId = parsed.GetValue(_gpu),
        };
        try
        {
            return ClipModel.Load(options, approximations);
        }
        // The loader sees a folder of the cache, and cannot know the id that it is of.
        catch (Exception exception) when (exception is InvalidDataException or FileNotFoundException && name is not null && name != options.Path && exception.Message.Contains(PlaceOfId, StringComparison.Ordinal))
        {
            throw new InvalidDataException(exception.Message.Replace(PlaceOfId, CellText.Quoted(name), StringComparison.Ordinal), exception);
        }
    }
}
