using Tpt.Cli.Terminal;
using Tpt.Cli.Tests.Support;

namespace Tpt.Cli.Tests.Terminal;

public sealed class OutputFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Place_FileThatIsThere_IsReplacedWhenDoneAndNotBefore()
    {
        var path = _folder.Write("out.csv", "old");

        using (var file = new OutputFile(path, "--out"))
        {
            file.Writer.Write("new");
            File.ReadAllText(path).Should().Be("old");
            file.Place();
        }

        File.ReadAllText(path).Should().Be("new");
        Directory.GetFiles(_folder.Path).Should().Equal(path);
    }

    [Fact]
    public void Dispose_NotPlaced_LeavesWhatWasThereAndNothingElse()
    {
        var path = _folder.Write("out.csv", "old");

        using (var file = new OutputFile(path, "--out"))
        {
            file.Writer.Write("half");
        }

        File.ReadAllText(path).Should().Be("old");
        Directory.GetFiles(_folder.Path).Should().Equal(path);
    }

    [Fact]
    public void Place_Link_WritesTheFileThatItLeadsTo()
    {
        var path = _folder.Write("real.csv", "old");
        var link = File.CreateSymbolicLink(_folder["link.csv"], path).FullName;

        using (var file = new OutputFile(link, "--out"))
        {
            file.Writer.Write("new");
            file.Place();
        }

        File.ReadAllText(path).Should().Be("new");
        new FileInfo(link).LinkTarget.Should().Be(path);
    }

    [Fact]
    public void Create_FolderOrNone_SaysWhatToDo()
    {
        FluentActions.Invoking(() => new OutputFile(_folder.Path, "--out")).Should().Throw<InvalidDataException>().WithMessage("--out is '*', a folder. Name a file in it.");
        FluentActions.Invoking(() => new OutputFile(_folder["none", "out.csv"], "--out")).Should().Throw<InvalidDataException>().WithMessage("*there is no folder '*none'.*");
    }
}
