using Tpt.Cli.Terminal;

namespace Tpt.Cli.Tests.Terminal;

public sealed class ClassPreparationTests : IDisposable
{
    private readonly StringWriter _output = new();

    public void Dispose() => _output.Dispose();

    [Fact]
    public void Report_LongPreparation_SaysHowFarItIs()
    {
        Preparation(TimeSpan.Zero).Report(0.25);

        _output.ToString().Should().StartWith("preparing 100 classes: 25 %, ").And.EndWith($" left{Environment.NewLine}");
    }

    [Fact]
    public void Report_ShortPreparation_SaysNothing()
    {
        var preparation = Preparation(TimeSpan.FromHours(1));
        foreach (var share in new[] { 0, 0.5, 1 })
        {
            preparation.Report(share);
        }

        _output.ToString().Should().BeEmpty();
    }

    private ClassPreparation Preparation(TimeSpan silence) => new(new ProgressReport(isTerminal: false, _output, 80), 100) { Silence = silence };
}
