using Tpt.Cli.Batch.Files;

namespace Tpt.Cli.Tests.Batch.Files;

public sealed class SourceStreamTests
{
    [Fact]
    public async Task Read_BehindTheEnd_IsAFaultOfTheFile()
    {
        using var stream = new SourceStream(new MemoryStream([1, 2]));
        stream.Position = 2;

        FluentActions.Invoking(() => stream.ReadByte()).Should().Throw<InvalidDataException>().WithMessage("*behind its 2 bytes*");
        await FluentActions.Awaiting(async () => await stream.ReadAsync(new byte[1])).Should().ThrowAsync<InvalidDataException>();
        stream.Refused.Should().BeNull();
    }

    [Fact]
    public void Read_MoreThanTheFileHasForOneAnswer_IsAFaultOfTheFile()
    {
        using var stream = new SourceStream(new MemoryStream([1, 2, 3]));
        for (var answer = 0; answer < 3; answer++)
        {
            stream.ReadEachByteOnce();
            stream.Position = 0;
            stream.ReadExactly(new byte[2]);
            stream.Position = 0;
            stream.ReadByte().Should().Be(1);

            FluentActions.Invoking(() => stream.ReadByte()).Should().Throw<InvalidDataException>().WithMessage("*lie over one another*");
        }
    }
}
