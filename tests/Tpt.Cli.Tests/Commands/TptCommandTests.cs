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
