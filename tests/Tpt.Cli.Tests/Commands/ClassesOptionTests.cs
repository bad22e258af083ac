using Tpt.Cli.Commands;
using Tpt.Cli.Tests.Support;

namespace Tpt.Cli.Tests.Commands;

public sealed class ClassesOptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_NamesWithCommas_AreTheClasses()
        => Read(" cat, hot dog,,T/C ").Should().Equal("cat = cat", "hot dog = hot dog", "T/C = T/C");

    [Fact]
    public void Read_File_HasAClassALineWithTheNamesForThePrompt()
        => Read(_folder.Write("classes.txt", "cat\n\nn02\tEgyptian cat\r\nn03\ttabby\ttabby cat\ndog\t\n")).Should().Equal("cat = cat", "n02 = Egyptian cat", "n03 = tabby | tabby cat", "dog = dog");

    [Theory]
    [InlineData("classes.txt")]
    [InlineData("folder/classes")]
    public void Read_PathOfNothing_SaysSo(string path)
        => FluentActions.Invoking(() => ClassesOption.Read(path)).Should().Throw<FileNotFoundException>().WithMessage($"*there is no file '{path}'*");

    [Fact]
    public void Read_EmptyFile_SaysSo()
        => FluentActions.Invoking(() => ClassesOption.Read(_folder.Write("classes.txt", "\n \n"))).Should().Throw<InvalidDataException>().WithMessage("*has no lines.");

    [Fact]
    public void Read_FileInLatin1_SaysSo()
    {
        var path = _folder.Write("classes.txt");
        File.WriteAllBytes(path, [(byte)'c', 0xE9, (byte)'\n']);

        FluentActions.Invoking(() => ClassesOption.Read(path)).Should().Throw<InvalidDataException>().WithMessage("*is not in UTF-8*");
    }

    [Fact]
    public void Read_ClassTwice_SaysItInTheWordsOfTheCommandLine()
        => FluentActions.Invoking(() => ClassesOption.Read("cat,dog,cat")).Should().Throw<InvalidDataException>().WithMessage("--classes has 'cat' twice.*");

    private static string[] Read(string value) => [.. ClassesOption.Read(value).Select(one => $"{one.ClassName} = {string.Join(" | ", one.Names)}")];
}
