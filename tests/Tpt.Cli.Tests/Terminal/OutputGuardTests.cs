using Tpt.Cli.Terminal;
using Tpt.Cli.Tests.Support;

namespace Tpt.Cli.Tests.Terminal;

public sealed class OutputGuardTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Require_InputByAnyPath_IsRefused()
    {
        var input = _folder.Write("inputs/classes.txt", "cat");
        Directory.CreateSymbolicLink(_folder["linked"], _folder["inputs"]);
        File.CreateSymbolicLink(_folder["classes"], input);

        foreach (var path in (string[])[input, _folder["inputs", "..", "inputs", "classes.txt"], _folder["linked", "classes.txt"], _folder["classes"]])
        {
            FluentActions.Invoking(() => new OutputFile(path, "--out", "cat,dog", null, input)).Should().Throw<InvalidDataException>().WithMessage("--out is *, which this command reads*");
        }
        File.ReadAllText(input).Should().Be("cat");
    }

    [Fact]
    public void Require_FileOfAModelsFolder_IsRefusedAndResultsInItAreNot()
    {
        var (weights, configuration, results) = (_folder.Write("model/model.safetensors"), _folder.Write("model/config.json"), _folder.Write("model/out.csv"));

        Refusing(weights, _folder["model"]).Should().Throw<InvalidDataException>().WithMessage("*this command reads*");
        Refusing(configuration, _folder["model"]).Should().Throw<InvalidDataException>().WithMessage("*this command reads*");
        Refusing(results, _folder["model"]).Should().NotThrow();
    }

    [Theory]
    [InlineData("photo.JPG")]
    [InlineData("weights.pt")]
    public void Require_FileOfAnotherKind_IsRefusedOnlyWhereItIsThere(string name)
    {
        Refusing(_folder[name]).Should().NotThrow();

        Refusing(_folder.Write(name)).Should().Throw<InvalidDataException>().WithMessage("*no file of results*");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void Require_EmptyPath_NamesTheOption(string path)
        => FluentActions.Invoking(() => new OutputFile(path, "--out")).Should().Throw<InvalidDataException>().WithMessage("--out is empty.*");

    private static Action Refusing(string path, params string[] inputs) => () => OutputGuard.Require(path, "--out", inputs);
}
