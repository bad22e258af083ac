using System.CommandLine;
using Tpt.Cli.Commands;

namespace Tpt.Cli.Tests.Commands;

public sealed class ScoringArgumentsTests
{
    [Theory]
    [InlineData("a sketch of a {}.", "a sketch of a {0}.")]
    [InlineData("a sketch of a {0}.", "a sketch of a {0}.")]
    public void Read_TemplateInEitherForm_IsTheSame(string typed, string expected)
    {
        var (arguments, command) = (new ScoringArguments(), new Command("score"));
        arguments.AddTo(command);

        arguments.Read(command.Parse(["--template", typed])).Prompt.Template.Should().Be(expected);
    }
}
