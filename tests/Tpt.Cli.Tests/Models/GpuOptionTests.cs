using Tpt.Cli.Tests.Support;

namespace Tpt.Cli.Tests.Models;

/// <summary><c>--gpu</c> reaches the model, whatever the command: no machine has a GPU of that number.</summary>
public sealed class GpuOptionTests
{
    public static TheoryData<string[]> Commands => new()
    {
        new[] { "info", "--gpu", "999" },
        new[] { "predict", Samples.Banana, "--classes", "banana,carrot", "--gpu", "999" },
        new[] { "explain", Samples.Banana, "--classes", "banana,carrot", "--gpu", "999" },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Run_AGpuThatIsNotThere_SaysSoAndWhatToGive(string[] arguments)
    {
        var output = await new TptProcess().Run(arguments);

        output.ExitCode.Should().NotBe(0);
        output.Error.Should().Contain("GPU 999 was asked for").And.Contain("give another --gpu");
    }
}
