using Tpt.Hub.Listing;

namespace Tpt.Hub.Tests;

/// <summary>Names from a server are not trusted.</summary>
public sealed class FileNamesTests
{
    [Theory]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("/x")]
    [InlineData("//host/share")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("./x")]
    [InlineData("C:x")]
    [InlineData("c:/x")]
    [InlineData("a\\b")]
    [InlineData("\\\\host\\share")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    public void RequireInside_NameThatLeadsOut_IsRefused(string name)
    {
        var error = FluentActions.Invoking(() => FileNames.RequireInside(name)).Should().Throw<HubException>().Which;
        error.Failure.Should().Be(HubFailure.UnsafeFileName);
        error.Message.Should().NotContainAny("\0", "\n");
    }

    [Theory]
    [InlineData("con")]
    [InlineData("Aux.json")]
    [InlineData("nul .json")]
    [InlineData("a/LPT9.bin")]
    [InlineData("COM\u00B9.bin")]
    [InlineData("x.")]
    [InlineData("x ")]
    [InlineData("x:y")]
    [InlineData("x*")]
    public void RequirePortable_NameThatWindowsCannotHave_IsRefused(string name)
        => FluentActions.Invoking(() => FileNames.RequirePortable(name)).Should().Throw<HubException>().Which.Failure.Should().Be(HubFailure.UnsafeFileName);

    [Theory]
    [InlineData("config.json")]
    [InlineData("0_CLIPModel/pytorch_model.bin")]
    [InlineData("..hidden/..x")]
    [InlineData("console.json")]
    [InlineData("com10.json")]
    [InlineData("\u00FCber/\u5B57.txt")]
    public void RequirePortable_UsualName_IsTaken(string name)
        => FluentActions.Invoking(() => FileNames.RequirePortable(name)).Should().NotThrow();
}
