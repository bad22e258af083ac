using System.CommandLine;
using System.Text.Json;
using Tpt.Cli.Models;
using Tpt.Cli.Terminal;
using Tpt.Hub;

namespace Tpt.Cli.Commands;

/// <summary><c>tpt download</c>: brings models into the cache that the hub's Python tools share.</summary>
internal sealed class DownloadCommand
{
    private static readonly JsonSerializerOptions _jsonOptions = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly Argument<string[]> _ids = new("ids") { Description = "Ids on the Hugging Face hub, such as openai/clip-vit-base-patch16, with @revision or /file behind it where one is meant.", Arity = ArgumentArity.OneOrMore, Validators = { OptionValues.RefuseOptions } };

    private readonly Option<bool> _tokenizerOnly = new("--tokenizer-only") { Description = "Only the files of the tokenizer." };

    private readonly Option<bool> _json = new("--json") { Description = "Print a JSON object a model: id, path, and files with their bytes." };

    public static Command Create()
    {
        var arguments = new DownloadCommand();
        var command = new Command("download", "Bring models from the Hugging Face hub into the cache that Python's tools share. What is there is not brought again, and what broke off goes on.")
        {
            arguments._ids, arguments._tokenizerOnly, arguments._json,
        };
        command.SetAction((parsed, _) => CommandRun.Of(cancellationToken => arguments.RunAsync(parsed, cancellationToken)));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var messages = CommonOptions.MessagesOf(parsed);
        var options = new HubDownloadOptions { Content = parsed.GetValue(_tokenizerOnly) ? HubContent.Tokenizer : HubContent.Model };
        await using var output = StandardOutput.Open();
        foreach (var id in parsed.GetValue(_ids)!)
        {
            var path = await DownloadAsync(id, options, messages, cancellationToken);
            var files = DownloadedFile.In(path);
            foreach (var file in files)
            {
                messages.Say(FormattableString.Invariant($"{ByteCount.Of(file.Bytes),10}  {file.Name}"));
            }
            await output.WriteLineAsync(parsed.GetValue(_json) ? JsonSerializer.Serialize(new { Id = id, Path = path, Files = files }, _jsonOptions) : path);
        }
        return ExitCode.Done;
    }

    private static async Task<string> DownloadAsync(string id, HubDownloadOptions options, Messages messages, CancellationToken cancellationToken)
    {
        using var progress = new DownloadProgress(ProgressReport.Of(messages));
        return await HubModel.DownloadAsync(id, options, progress, cancellationToken);
    }
}
