using Tpt.Hub.Storing;

namespace Tpt.Hub.Tests;

public sealed class FileReplacementTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tpt-replace-").FullName;
    private readonly List<TimeSpan> _waits = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Move_OntoAFile_PutsTheNewOneInItsPlace()
    {
        var (from, to) = (Path.Combine(_folder, "new"), Path.Combine(_folder, "old"));
        File.WriteAllText(from, "new");
        File.WriteAllText(to, "old");

        FileReplacement.Move(from, to);

        File.ReadAllText(to).Should().Be("new");
        Directory.GetFiles(_folder).Should().Equal(to);
    }

    [Theory]
    [InlineData(0x80070020)]
    [InlineData(0x80070021)]
    public void Try_FileThatIsFreeAfterAWhile_IsTriedAgain(uint error)
    {
        var tries = 0;

        FileReplacement.Try(() => { if (++tries < 4) { throw InUse(error); } }, "clip.zip", _waits.Add);

        tries.Should().Be(4);
        _waits.Should().HaveCount(3);
    }

    [Fact]
    public void Try_FileThatStaysInUse_EndsAfterTwoSecondsAndSaysWhatToDo()
    {
        var act = () => FileReplacement.Try(() => throw InUse(0x80070020), Path.Combine(_folder, "clip.zip"), _waits.Add);

        act.Should().Throw<IOException>().WithMessage($"'{Path.Combine(_folder, "clip.zip")}' cannot be replaced, and it was tried for 2 s: in use*Close what reads 'clip.zip'*").WithInnerException<IOException>();
        _waits.Sum(wait => wait.TotalSeconds).Should().BeInRange(1, 2);
    }

    [Fact]
    public void Try_FileThatMayNotBeWritten_WaitsOnWindowsAlone()
    {
        var act = () => FileReplacement.Try(() => throw new UnauthorizedAccessException("denied"), "clip.zip", _waits.Add);

        act.Should().Throw<UnauthorizedAccessException>().Which.Message.Should().Contain("denied");
        _waits.Should().HaveCount(OperatingSystem.IsWindows() ? 19 : 0);
    }

    [Fact]
    public void Try_AnotherError_IsThrownAtOnce()
    {
        var act = () => FileReplacement.Try(() => throw new IOException("disk"), "clip.zip", _waits.Add);

        act.Should().Throw<IOException>().WithMessage("disk");
        _waits.Should().BeEmpty();
    }

    [Fact]
    public void Discard_WhatCannotBeRemoved_StaysAndHidesNoError()
    {
        FileReplacement.Discard(_folder);

        Directory.Exists(_folder).Should().BeTrue();
    }

    private static IOException InUse(uint error) => new("in use", unchecked((int)error));
}
