using Microsoft.Extensions.Logging;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Tests.Support;

namespace Microsoft.ML.Tests;

/// <summary>What an <see cref="MLContext"/> logs, at an <see cref="ILogger"/>.</summary>
public sealed class LogExtensionsTests(Workspace workspace) : IClassFixture<Workspace>
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void LogTo_MessagesOfATransformer_HaveLevelTextAndSource()
    {
        var logger = new RecordingLogger(LogLevel.Information);
        var rows = _context.Data.LoadFromEnumerable([new EncodedRow { Image = [1, 2, 3] }, new EncodedRow { Image = File.ReadAllBytes(workspace.Images[0]) }]);
        using var logging = _context.LogTo(logger);

        using var transformer = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(rows);
        transformer.Transform(rows).GetColumn<uint>("PredictedLabel").Should().HaveCount(2);

        var entries = logger.Entries.Where(entry => ((string)entry.Properties["Source"]!).Contains("Tpt", StringComparison.Ordinal)).ToArray();
        entries.Select(entry => entry.Level).Should().Equal(LogLevel.Information, LogLevel.Warning, LogLevel.Information);
        entries[0].Text.Should().MatchRegex("^[^:]*TptEstimator; Loading: Loaded the CLIP model in ");
        entries[1].Text.Should().MatchRegex("^[^:]*TptTransformer; Scoring: Row 0: the image in column 'Image' cannot be used: ");
        entries[1].Properties["Message"].Should().BeOfType<string>().Which.Should().StartWith("Row 0: ");
        entries.Should().OnlyContain(entry => (string)entry.Properties["{OriginalFormat}"]! == "{Source}: {Message}", "one template, which log stores group by");
    }

    [Theory]
    [InlineData(ChannelMessageKind.Trace, LogLevel.Trace)]
    [InlineData(ChannelMessageKind.Info, LogLevel.Information)]
    [InlineData(ChannelMessageKind.Warning, LogLevel.Warning)]
    [InlineData(ChannelMessageKind.Error, LogLevel.Error)]
    public void LogTo_Kind_IsTheLevelOfThatName(ChannelMessageKind kind, LogLevel level)
    {
        var logger = new RecordingLogger(LogLevel.Trace);
        using var logging = _context.LogTo(logger);

        Say(kind, "with {braces}");

        logger.Entries.Should().ContainSingle(entry => entry.Text.EndsWith(": with {braces}", StringComparison.Ordinal)).Which.Level.Should().Be(level);
    }

    [Fact]
    public void LogTo_LevelThatTheLoggerDoesNotTake_IsNotHandedOver()
    {
        var logger = new RecordingLogger(LogLevel.Warning);
        using var logging = _context.LogTo(logger);

        Say(ChannelMessageKind.Info, "one");
        Say(ChannelMessageKind.Warning, "two");

        logger.Entries.Should().ContainSingle().Which.Text.Should().EndWith("two");
    }

    [Fact]
    public void LogTo_Disposed_EndsForThatLoggerOnly()
    {
        var (ended, other) = (new RecordingLogger(LogLevel.Information), new RecordingLogger(LogLevel.Information));
        var logging = _context.LogTo(ended);
        using var stays = _context.LogTo(other);
        Say(ChannelMessageKind.Info, "one");

        logging.Dispose();
        logging.Dispose();
        Say(ChannelMessageKind.Info, "two");

        ended.Entries.Should().ContainSingle();
        other.Entries.Should().HaveCount(2);
    }

    [Fact]
    public void LogTo_Null_Throws()
    {
        _context.Invoking(context => context.LogTo(null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => ((MLContext)null!).LogTo(new RecordingLogger(LogLevel.Trace))).Should().Throw<ArgumentNullException>();
    }

    private void Say(ChannelMessageKind kind, string message)
    {
        using var channel = ((IChannelProvider)_context).Start("Test");
        switch (kind)
        {
            case ChannelMessageKind.Trace:
                channel.Trace(MessageSensitivity.None, "{0}", message);
                break;
            case ChannelMessageKind.Info:
                channel.Info(MessageSensitivity.None, "{0}", message);
                break;
            case ChannelMessageKind.Warning:
                channel.Warning(MessageSensitivity.None, "{0}", message);
                break;
            default:
                channel.Error(MessageSensitivity.None, "{0}", message);
                break;
        }
    }
}
