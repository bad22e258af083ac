using Tpt.Cli.Batch.Files;
using Tpt.Cli.Tests.Support;

namespace Tpt.Cli.Tests.Batch.Files;

public sealed class MadeFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Dispose_NothingInIt_TakesAwayWhatItMadeAndNoMore()
    {
        Directory.CreateDirectory(_folder["there"]);

        using (new MadeFolder(_folder["there", "a", "b"] + Path.DirectorySeparatorChar))
        {
            Directory.Exists(_folder["there", "a", "b"]).Should().BeTrue();
        }

        Directory.Exists(_folder["there", "a"]).Should().BeFalse();
        Directory.Exists(_folder["there"]).Should().BeTrue("it was there before");
    }

    [Fact]
    public void Dispose_SomethingInIt_LeavesAll()
    {
        using (new MadeFolder(_folder["a", "b"]))
        {
            _folder.Write("a/b/plan.json");
        }

        File.Exists(_folder["a", "b", "plan.json"]).Should().BeTrue();
    }

    [Fact]
    public void Dispose_FolderThatWasThere_StaysThoughItIsEmpty()
    {
        Directory.CreateDirectory(_folder["there"]);

        new MadeFolder(_folder["there"]).Dispose();

        Directory.Exists(_folder["there"]).Should().BeTrue();
    }

    [Fact]
    public void Create_NameThatIsTooLong_LeavesNothingOfThePathAboveIt()
    {
        FluentActions.Invoking(() => new MadeFolder(_folder["a", new string('b', 300)])).Should().Throw<IOException>();

        Directory.Exists(_folder["a"]).Should().BeFalse();
    }
}
