using System.CommandLine;
using System.Reflection;
using Tpt.Cli.Commands;
using Tpt.Cli.Tests.Support;

namespace Tpt.Cli.Tests.Commands;

public sealed class TptCommandTests
{
    [Fact]
    public async Task Run_OptionThatThereIsNot_IsOneLineAndNotTheHelp()
    {
        var output = await new TptProcess().Run("predict", "--clases", "a");

        output.ShouldFail(42);
        output.Output.Should().BeEmpty();
        output.Error.Should().Contain("--clases").And.Contain("See 'tpt predict --help'.").And.NotContain("Usage:");
    }

    [Theory]
    [InlineData(typeof(DownloadCommand))]
    [InlineData(typeof(InfoCommand))]
    [InlineData(typeof(PredictCommand))]
    [InlineData(typeof(ExplainCommand))]
    [InlineData(typeof(EvaluateCommand))]
    [InlineData(typeof(PlanCommand))]
    [InlineData(typeof(WorkerCommand))]
    [InlineData(typeof(CommitCommand))]
    public void Help_HasEveryOptionThatTheCommandReads(Type type)
    {
        var command = (Command)type.GetMethod("Create", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, null)!;

        var shown = command.Options.Where(option => !option.Hidden && option.Description is { Length: > 0 }).Select(option => option.Name);
        shown.Should().Contain(OptionsOf(Activator.CreateInstance(type, nonPublic: true)!).Select(option => option.Name));
    }

    /// <summary>The options of a command and of what it has in common with others. A model's are not all for each.</summary>
    private static IEnumerable<Option> OptionsOf(object arguments)
        => arguments.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Select(field => field.GetValue(arguments))
            .SelectMany(value => value is ScoringArguments scoring ? OptionsOf(scoring) : value is Option option ? [option] : []);

    [Fact]
    public async Task Run_Help_FitsInto80ColumnsAndSaysTheExitCodes()
    {
        var output = (await new TptProcess().Run("--help")).ShouldSucceed();

        output.Lines.Should().OnlyContain(line => line.Length <= 80);
        output.Output.Should().Contain("Exit codes:").And.Contain("  42  ").And.Contain("  143 ");
    }

    [Fact]
    public async Task Run_HelpOfEvaluate_HasTheFormatAsItIsTyped()
        => (await new TptProcess().Run("evaluate", "--help")).ShouldSucceed().Output.Should().Contain("[default: jsonl]");
}
