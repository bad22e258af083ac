using Tpt.Pretraining.Evaluation.Sets;

namespace Tpt.Pretraining.Tests.Evaluation.Sets;

public sealed class ClassFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Read_FoldersWithAndWithoutANameOfTheirOwn()
    {
        File.WriteAllText(_path, "n02124075\tEgyptian cat\n\nfrog\r\n");

        ClassFile.Read(_path).Should().Equal(new SetClass("n02124075", "Egyptian cat"), new SetClass("frog", "frog"));
    }

    [Theory]
    [InlineData("", "*names no classes*")]
    [InlineData("a\tb\tc", "*line 1*'a\tb\tc'*")]
    [InlineData("frog\ncat\nfrog\ttoad", "*'frog' twice*")]
    public void Read_AnotherFile_SaysWhatIsWrong(string text, string message)
    {
        File.WriteAllText(_path, text);

        FluentActions.Invoking(() => ClassFile.Read(_path)).Should().Throw<InvalidDataException>().WithMessage(message);
    }
}
