using Tpt.Cli.Pictures;

namespace Tpt.Cli.Tests.Pictures;

public sealed class PictureMemoryTests
{
    [Fact]
    public async Task Enter_MoreThanThereIs_WaitsForItsTurn()
    {
        var memory = new PictureMemory(capacity: 10);
        var first = await memory.EnterAsync(6, default);
        var second = memory.EnterAsync(6, default);
        var third = memory.EnterAsync(1, default);

        second.IsCompleted.Should().BeFalse();
        third.IsCompleted.Should().BeFalse("whoever came first is first");
        first.Dispose();
        (await second).Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task Enter_LargerThanAllOfIt_GoesAlone()
    {
        var memory = new PictureMemory(capacity: 10);

        using var turn = await memory.EnterAsync(1000, default);

        memory.EnterAsync(1, default).IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task Enter_CancelledWhileItWaits_TakesNothing()
    {
        var memory = new PictureMemory(capacity: 10);
        using var stop = new CancellationTokenSource();
        var first = await memory.EnterAsync(10, default);
        var second = memory.EnterAsync(10, stop.Token);

        await stop.CancelAsync();

        await FluentActions.Awaiting(() => second).Should().ThrowAsync<OperationCanceledException>();
        first.Dispose();
        (await memory.EnterAsync(10, default)).Dispose();
    }

    [Fact]
    public async Task Turn_DisposedTwice_GivesBackOnce()
    {
        var memory = new PictureMemory(capacity: 10);
        var first = await memory.EnterAsync(5, default);
        using var second = await memory.EnterAsync(5, default);

        first.Dispose();
        first.Dispose();

        using var third = await memory.EnterAsync(5, default);
        memory.EnterAsync(1, default).IsCompleted.Should().BeFalse();
    }
}
