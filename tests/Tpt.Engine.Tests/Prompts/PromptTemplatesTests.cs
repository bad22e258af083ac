using Tpt.Engine.Prompts;

namespace Tpt.Engine.Tests.Prompts;

public sealed class PromptTemplatesTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void FromFile_PlacesInEitherForm_AreRead()
    {
        File.WriteAllText(_path, "itap of a {}.\n\n a bad photo of the {0}.\n");

        PromptTemplates.FromFile(_path).Should().Equal("itap of a {0}.", "a bad photo of the {0}.");
    }

    [Fact]
    public void FromFile_LineWithoutAPlace_NamesTheLine()
    {
        File.WriteAllText(_path, "itap of a {}.\na photo.\n");

        var read = () => PromptTemplates.FromFile(_path);

        read.Should().Throw<InvalidDataException>().WithMessage("*line 2: 'a photo.'*");
    }

    [Fact]
    public void FromFile_LineOrFileThatIsTooLong_IsRefusedInAShortMessage()
    {
        File.WriteAllText(_path, "itap of a {}.\n" + new string('x', 5000) + "{}\n");
        var line = () => PromptTemplates.FromFile(_path);
        line.Should().Throw<InvalidDataException>().WithMessage("*line 2: 'xxx*must have at most 1000 characters, and has 5003*").Which.Message.Length.Should().BeLessThan(400);

        File.WriteAllText(_path, new string('x', 1_000_001));
        line.Should().Throw<InvalidDataException>().WithMessage("*has 1000001 bytes; a list of prompt templates has at most 1000000*");
    }

    [Fact]
    public void FromFile_NoTemplate_SaysSo()
    {
        File.WriteAllText(_path, "\n\n");

        var read = () => PromptTemplates.FromFile(_path);

        read.Should().Throw<InvalidDataException>().WithMessage("*has no prompt template*");
    }
}
