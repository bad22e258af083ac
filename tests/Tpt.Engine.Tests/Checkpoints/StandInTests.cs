namespace Tpt.Engine.Tests.Checkpoints;

/// <summary>What a download that went wrong leaves in the place of a model's small files.</summary>
public sealed class StandInTests : IDisposable
{
    private const string Pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";
    private const string Page = "\n<!DOCTYPE html>\n<html><body>Sign in</body></html>\n";

    private readonly TemporaryFolder _folder = new();

    public StandInTests()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Tpt.BuiltInModel")))
        {
            File.Copy(file, _folder.File(Path.GetFileName(file)));
        }
    }

    public static TheoryData<string> SmallFiles => new("config.json", "preprocessor_config.json", "processor_config.json", "vocab.json", "merges.txt", "added_tokens.json", "tokenizer_config.json");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(SmallFiles))]
    public void Load_PointerInPlaceOfAFile_SaysWhatItIsAndWhatToRun(string name)
        => Loading(name, Pointer).Should().Throw<InvalidDataException>().WithMessage($"'{_folder.File(name)}' is a Git LFS pointer*'git lfs pull'*");

    [Theory]
    [MemberData(nameof(SmallFiles))]
    public void Load_PageInPlaceOfAFile_SaysWhatItIsAndWhatToRun(string name)
        => Loading(name, Page).Should().Throw<InvalidDataException>().WithMessage($"'{_folder.File(name)}' is a web page*'tpt download <id>'*");

    [Theory]
    [InlineData("config.json")]
    [InlineData("preprocessor_config.json")]
    [InlineData("vocab.json")]
    public void Load_NothingInPlaceOfAFile_SaysThatADownloadDidNotBegin(string name)
        => Loading(name, "").Should().Throw<InvalidDataException>().WithMessage($"'{_folder.File(name)}' has 0 bytes*'tpt download <id>'*");

    [Fact]
    public void Load_MergesThatBeginWithTheSignOfAPage_AreNoPage()
        => Loading("merges.txt", "< /\n").Should().Throw<InvalidDataException>().Which.Message.Should().NotContain("web page");

    private Action Loading(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        return () => ClipModel.Load(new ModelOptions { Path = _folder.Path, GpuDeviceId = -1 }).Dispose();
    }
}
