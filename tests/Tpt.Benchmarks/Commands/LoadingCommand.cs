using System.CommandLine;
using Tpt.Benchmarks.Loading;
using Tpt.Benchmarks.Synthetic;

namespace Tpt.Benchmarks.Commands;

/// <summary>The command line of <see cref="LoadingBenchmark"/>.</summary>
internal static class LoadingCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "The size of the model.", DefaultValueFactory = _ => "ViT-L/14" };
        model.AcceptOnlyFromAmong(ModelSizes.Names);
        var vocabulary = new Option<int?>("--vocabulary") { Description = "How many tokens the text tower knows; MetaCLIP 2 knows 901629. Without it, as many as the model." };
        var format = new Option<string>("--format") { Description = "What the weights are written as.", DefaultValueFactory = _ => SyntheticCheckpoint.Formats[0] };
        format.AcceptOnlyFromAmong(SyntheticCheckpoint.Formats);
        var storage = new Option<string>("--storage") { Description = "The dtype of the stored weights.", DefaultValueFactory = _ => SyntheticCheckpoint.Storages[0] };
        storage.AcceptOnlyFromAmong(SyntheticCheckpoint.Storages);
        var limit = new Option<double>("--limit") { Description = "The largest peak that passes, in sizes of the weights in 32-bit floats.", DefaultValueFactory = _ => 1.3 };
        var command = new Command("loading", "The peak memory of loading a checkpoint of a real size, in a process of its own. Exit code 1 above the limit.") { model, vocabulary, format, storage, limit };
        command.SetAction(parse => LoadingBenchmark.Run(
            parse.GetValue(model)!, parse.GetValue(vocabulary), parse.GetValue(format)!, parse.GetValue(storage)!, parse.GetValue(limit)) ? 0 : 1);
        return command;
    }

    /// <summary>One load, for its peak memory.</summary>
    public static Command CreateChild()
    {
        var path = new Argument<string>("path");
        var command = new Command("loading-child", "One load of one checkpoint.") { path };
        command.Hidden = true;
        command.SetAction(parse => LoadingBenchmark.RunChild(parse.GetValue(path)!));
        return command;
    }
}
