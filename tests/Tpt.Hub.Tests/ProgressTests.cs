using System.Collections.Concurrent;
using Tpt.HubServer;

namespace Tpt.Hub.Tests;

/// <summary>How far a download is.</summary>
public sealed class ProgressTests
{
    [Fact]
    public async Task DownloadAsync_Progress_CountsAllFilesToTheLastByte()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var progress = new Reports();

        await sandbox.DownloadAsync(progress: progress);

        var total = TestModel.Needed.Sum(name => (long)TestModel.Files()[name].Length);
        progress.All.Should().OnlyContain(report => report.BytesTotal == total && report.FileCount == TestModel.Needed.Length && report.BytesDone <= total);
        progress.All.Select(report => report.BytesDone).Should().BeInAscendingOrder();
        progress.All.Select(report => report.FileNumber).Should().BeInAscendingOrder();
        var last = progress.All[^1];
        last.BytesDone.Should().Be(total);
        last.FileNumber.Should().Be(TestModel.Needed.Length);
        last.File.Should().Be("model.safetensors", "the weights come last");
        last.TimeLeft.Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public async Task DownloadAsync_AfterABreakAndAWrongByte_CountsNoByteTwice()
    {
        await using var sandbox = await Sandbox.StartAsync();
        sandbox.LeavePart(TestModel.Files()["model.safetensors"][..100_000]);
        sandbox.Hub.Faults.Add(HubFault.WrongByte(50_000), "/storage/", times: 1);
        var progress = new Reports();

        await sandbox.DownloadAsync(progress: progress);

        progress.All.Should().OnlyContain(report => report.BytesDone >= 0 && report.BytesDone <= report.BytesTotal);
        progress.All[^1].BytesDone.Should().Be(progress.All[^1].BytesTotal);
    }

    [Fact]
    public async Task DownloadAsync_NothingToBring_ReportsNothing()
    {
        await using var sandbox = await Sandbox.StartAsync();
        await sandbox.DownloadAsync();
        var progress = new Reports();

        await sandbox.DownloadAsync(progress: progress);

        progress.All.Should().BeEmpty();
    }

    [Fact]
    public void Add_ManySmallReads_ReportsTenTimesASecond()
    {
        var (clock, progress) = (new Clock(), new Reports());
        var meter = new ProgressMeter(progress, clock, 1, 10_000);

        meter.Begin("a");
        for (var i = 0; i < 1000; i++)
        {
            clock.Now += TimeSpan.FromMilliseconds(2);
            meter.Add(10);
        }
        meter.End();

        progress.All.Should().HaveCount(1 + 20 + 1, "one at the start, two seconds of ten, one at the end");
    }

    [Fact]
    public void Add_RateThatChanges_IsThatOfTheLastSeconds()
    {
        var (clock, progress) = (new Clock(), new Reports());
        var meter = new ProgressMeter(progress, clock, 1, 1_000_000);

        meter.Begin("a");
        meter.Have(400_000);
        for (var i = 0; i < 100; i++)
        {
            clock.Now += TimeSpan.FromMilliseconds(100);
            meter.Add(i < 40 ? 10_000 : 100);
        }

        var last = progress.All[^1];
        last.BytesDone.Should().Be(400_000 + 400_000 + 6000);
        last.BytesPerSecond.Should().BeApproximately(1000, 1e-6, "that is the rate over the last five seconds, and not over all ten");
        last.TimeLeft.Should().Be(TimeSpan.FromSeconds(194));
    }

    [Fact]
    public void Begin_NothingCameYet_HasNoTimeLeft()
    {
        var progress = new Reports();
        new ProgressMeter(progress, new Clock(), 1, 100).Begin("a");

        progress.All.Should().ContainSingle().Which.Should().Be(new HubProgress("a", 1, 1, 0, 100, 0, null));
    }

    private sealed class Reports : IProgress<HubProgress>
    {
        private readonly ConcurrentQueue<HubProgress> _all = new();

        public HubProgress[] All => [.. _all];

        public void Report(HubProgress value) => _all.Enqueue(value);
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
