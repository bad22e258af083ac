using System.CommandLine;

namespace Tpt.Pretraining.Evaluation;

/// <summary>What the commands <c>evaluate</c> and <c>sweep</c> have in common: which of the built-in model's sets, and how they are evaluated.</summary>
internal sealed class BuiltInOptions
{
    private readonly Option<string[]> _images = new("--images") { Description = "The evaluation sets, in one or several folders: set/class name/*.png.", HelpName = "folder", AllowMultipleArgumentsPerToken = true };

    private readonly Option<string[]> _sets = new("--sets") { Description = "Which sets. Without it, all.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };

    public RunOptions Run { get; } = new();

    public void AddTo(Command command)
    {
        command.Options.Add(_images);
        command.Options.Add(_sets);
        Run.AddTo(command);
    }

    /// <exception cref="InvalidDataException">There is no folder of sets given, or a set cannot be read.</exception>
    public EvaluationRun ReadRun(ParseResult parsed)
    {
        var folders = parsed.GetValue(_images) is { Length: > 0 } given ? given : throw new InvalidDataException("Name the folder of evaluation sets with --images.");
        return Run.ReadRun(parsed, limit => BuiltInSets.ReadAll(folders, parsed.GetValue(_sets)!, limit));
    }
}
