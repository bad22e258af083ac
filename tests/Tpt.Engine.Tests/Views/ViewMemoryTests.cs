using Tpt.Engine.Views;

namespace Tpt.Engine.Tests.Views;

public sealed class ViewMemoryTests
{
    [Theory]
    [InlineData(64, 224)]
    [InlineData(3566, 224)]
    [InlineData(4096, 64)]
    public void Check_WhatOneBufferHolds_IsTaken(int views, int size)
    {
        ViewMemory.Check(views, size);

        using var batch = new ViewBatch(new ViewBuffers(1, size, normalization: null));
        ((long)batch.Floats(0).Length * sizeof(float) * views).Should().Be(ViewMemory.BytesOf(views, size)).And.BeLessThanOrEqualTo(Array.MaxLength);
    }

    [Theory]
    [InlineData(3567, 224, "Views.Count is 3567: with a model of 224 x 224 pixels these take 2.1 GB for one image*Use at most 3566 views.*")]
    [InlineData(4096, 448, "Views.Count is 4096:*Use at most 891 views.*")]
    public void Check_MoreThanOneBufferHolds_SaysHowManyAreTaken(int views, int size, string message)
    {
        var check = () => ViewMemory.Check(views, size);

        check.Should().Throw<ArgumentException>().WithMessage(message);
    }
}
