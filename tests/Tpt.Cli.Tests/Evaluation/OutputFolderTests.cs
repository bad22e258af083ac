using Tpt.Cli.Evaluation;
using Tpt.Cli.Tests.Support;

namespace Tpt.Cli.Tests.Evaluation;

public sealed class OutputFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void RequireOutside_LinkIntoThePictures_IsRefused()
    {
        Directory.CreateDirectory(_folder["pictures", "cat"]);
        Directory.CreateSymbolicLink(_folder["link"], _folder["pictures"]);

        FluentActions.Invoking(() => OutputFolder.RequireOutside(_folder["link", "results"], _folder["pictures"])).Should().Throw<ArgumentException>().WithMessage("*lies among the class folders*");
        FluentActions.Invoking(() => OutputFolder.RequireOutside(_folder["results"], _folder["pictures"])).Should().NotThrow();
    }
}
