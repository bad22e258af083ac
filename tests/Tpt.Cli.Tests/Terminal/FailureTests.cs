using System.Globalization;
using Tpt.Cli.Terminal;
using Tpt.Engine.Prompts;
using Tpt.Hub;

namespace Tpt.Cli.Tests.Terminal;

public sealed class FailureTests
{
    public static TheoryData<Exception, int> Expected => new()
    {
        { new FileNotFoundException("gone"), 42 },
        { new InvalidDataException("bad"), 42 },
        { new UnauthorizedAccessException("no"), 42 },
        { new IOException("disk"), 1 },
        { new HubException(HubFailure.ModelNotFound, "no model"), 42 },
        { new HubException(HubFailure.ServerTrouble, "503"), 1 },
        { new TypeInitializationException("T", new DllNotFoundException("no library")), 42 },
        { new AggregateException(new IOException("disk")), 1 },
    };

    [Theory]
    [MemberData(nameof(Expected))]
    public void Of_WhatAUserCanMeet_IsASentenceAndACode(Exception exception, int code)
        => Failure.Of(exception)!.ExitCode.Should().Be(code);

    [Fact]
    public void Of_LibraryThatCannotBeLoaded_SaysWhich()
        => Failure.Of(new TypeInitializationException("T", new DllNotFoundException("no libSkiaSharp")))!.Message.Should().Contain("no libSkiaSharp").And.Contain("platform");

    [Fact]
    public void Of_ArgumentOfTheEngine_IsToldWithoutTheNameOfTheParameter()
    {
        var exception = Thrown(() => PromptTemplates.FromFile(""));

        Failure.Of(exception)?.Message.Should().NotContain("(Parameter");
    }

    [Fact]
    public void Of_ErrorInThisProgram_IsNone()
        => Failure.Of(Thrown(() => _ = new[] { 1 }[int.Parse("1", CultureInfo.InvariantCulture)])).Should().BeNull();

    private static Exception Thrown(Action action) => FluentActions.Invoking(action).Should().Throw<Exception>().Which;
}
