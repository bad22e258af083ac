namespace Tpt.Hub.Tests;

public sealed class BoundedTextTests
{
    [Fact]
    public void Read_FileWithoutAnEnd_IsNone()
        => BoundedText.Read(OperatingSystem.IsWindows() ? typeof(BoundedTextTests).Assembly.Location : "/dev/zero", 100).Should().BeNull();

    [Fact]
    public void Read_SmallFile_IsItsText()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "hf_token\n");

        BoundedText.Read(path, 9).Should().Be("hf_token\n");

        File.Delete(path);
    }
}
