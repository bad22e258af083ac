using Tpt.Cli.Tests.Support;

namespace Tpt.Cli.Tests.EndToEnd;

/// <summary>What scripts do to a program: outputs that are closed or full, devices and inputs in the place of files.</summary>
public sealed class RoughHandlingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("2>&-", 42, "predict", "none.png", "--classes", "a,b")]
    [InlineData("2>/dev/full", 42, "predict", "none.png", "--classes", "a,b")]
    [InlineData(">/dev/full", 1, "info", "--help")]
    public async Task Run_OutputThatIsClosedOrFull_HasItsExitCode(string redirection, int exitCode, params string[] arguments)
        => (await new TptProcess().RunRedirected(redirection, arguments)).ExitCode.Should().Be(exitCode);

    [Theory]
    [InlineData("--classes", "/dev/zero")]
    [InlineData("--classes", "a,b", "--templates", "/dev/zero")]
    public async Task Predict_DeviceWithoutAnEnd_IsRefused(params string[] arguments)
        => (await new TptProcess().Run(["predict", Samples.Banana, .. arguments])).ShouldFail(42).Error.Should().Contain("'/dev/zero'").And.Contain("no regular file");

    [Theory]
    [InlineData("predict")]
    [InlineData("explain")]
    public async Task Run_OutThatIsTheInput_LeavesIt(string command)
    {
        var picture = _folder["a.png"];
        File.Copy(Samples.Banana, picture);
        var classes = _folder.Write("classes.txt", "a\nb\n");

        (await new TptProcess().Run(command, picture, "--classes", classes, "--out", picture)).ShouldFail(42).Error.Should().Contain("which this command reads");
        (await new TptProcess().Run(command, picture, "--classes", classes, "--out", classes)).ShouldFail(42).Error.Should().Contain("which this command reads");

        File.ReadAllBytes(picture).Should().Equal(File.ReadAllBytes(Samples.Banana));
        File.ReadAllText(classes).Should().Be("a\nb\n");
    }
}
