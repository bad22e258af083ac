using System.Diagnostics;
using Microsoft.ML;
using Tpt.Cli.Pictures;
using Tpt.Cli.Tests.Support;
using Tpt.Engine.Imaging;

namespace Tpt.Cli.Tests.Pictures;

public sealed class PictureReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PictureReader _reader = new(ImageDecoders.SkiaSharp, new ImageDecoderOptions());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_Picture_HasItsPixels() => _reader.Read(Samples.Banana).Pixels!.Width.Should().Be(72);

    [Theory]
    [InlineData("", "it is empty, or no regular file")]
    [InlineData("words", "*looks like text*")]
    public async Task Read_NoPicture_SaysWhy(string text, string reason)
    {
        var path = _folder.Write("bad.png", text);

        _reader.Read(path).Error.Should().Match(reason);
        (await _reader.ReadAsync(path, pixels => pixels, default)).Error.Should().Match(reason);
    }

    [Fact]
    public void Read_FileThatIsGone_SaysSo() => _reader.Read(_folder["none.png"]).Error.Should().Be("there is no such picture and no such folder");

    [Theory]
    [InlineData("gone.png")]
    [InlineData("link.png")]
    public void Read_LinkToNothing_SaysWhereItLeadsAndWhatToDo(string target)
    {
        File.CreateSymbolicLink(_folder["link.png"], target);

        _reader.Read(_folder["link.png"]).Error.Should().Be($"it is a link to '{target}', and there is nothing: point it at what is there, or remove it");
    }

    [Fact]
    public void Read_Pipe_IsNotWaitedFor()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        Process.Start("mkfifo", [_folder["pipe.png"]]).WaitForExit();

        _reader.Read(_folder["pipe.png"]).Error.Should().Be("it is empty, or no regular file");
    }
}
