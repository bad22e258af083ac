using Microsoft.ML.Tpt.Scoring;

namespace Microsoft.ML.Tests;

public sealed class ImageMemoryTests
{
    private readonly ImageMemory _memory = new(capacity: 100);

    [Fact]
    public async Task EnterAsync_WhatDoesNotFit_WaitsItsTurnInOrder()
    {
        await _memory.EnterAsync(60);
        var large = _memory.EnterAsync(50);
        var small = _memory.EnterAsync(10);

        large.IsCompleted.Should().BeFalse();
        small.IsCompleted.Should().BeFalse("nothing overtakes a large image, or it would wait for ever");
        _memory.Leave(60);
        await large;
        await small;
        _memory.MostDecoding.Should().Be(60);
    }

    [Fact]
    public async Task EnterAsync_LargerThanTheCapacity_IsAlone()
    {
        await _memory.EnterAsync(10);
        var huge = _memory.EnterAsync(1000);
        var next = _memory.EnterAsync(1);

        huge.IsCompleted.Should().BeFalse();
        _memory.Leave(10);
        await huge;
        next.IsCompleted.Should().BeFalse();
        _memory.Leave(1000);
        await next;
        _memory.MostDecoding.Should().Be(1000);
    }

    [Fact]
    public async Task EnterAsync_ManyThreads_NeverMoreThanTheCapacity()
    {
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () =>
        {
            var bytes = 1 + (i * 37 % 100);
            await _memory.EnterAsync(bytes);
            await Task.Yield();
            _memory.Leave(bytes);
        })));

        _memory.MostDecoding.Should().BeLessThanOrEqualTo(100);
        _memory.EnterAsync(100).IsCompleted.Should().BeTrue("all have left");
    }

    [Fact]
    public async Task WaitForRoom_RowsHoldTooMuch_WaitsForTheirRelease()
    {
        _memory.Hold(70);
        _memory.WaitForRoom();
        _memory.Hold(70);
        var reading = Task.Run(_memory.WaitForRoom);

        await Task.Delay(50);
        reading.IsCompleted.Should().BeFalse();
        _memory.Release(70);
        await reading;
        _memory.MostHeld.Should().Be(140);
    }
}
