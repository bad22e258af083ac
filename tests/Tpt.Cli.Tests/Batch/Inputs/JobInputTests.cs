using System.Text;
using Tpt.Cli.Batch.Files;
using Tpt.Cli.Batch.Inputs;
using Tpt.Cli.Batch.Manifests;
using Tpt.Cli.Tests.Support;
using Tpt.Engine.Prompts;

namespace Tpt.Cli.Tests.Batch.Inputs;

public sealed class JobInputTests : IDisposable
{
    private static readonly ClassPromptSet[] _classes = [new("cat"), new("dog")];
    private static readonly string[] _extensions = [".png"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_List_HasPathsFromItsFolderAndLabels()
    {
        var list = _folder.Write("list.txt", "a.png\tcat\r\n\n/b c.png\nd,e.png\t\n");

        (await Read(list)).Should().Equal(new ManifestRow(_folder["a.png"], "cat"), new ManifestRow(Path.GetFullPath("/b c.png"), null), new ManifestRow(_folder["d,e.png"], null));
    }

    [Fact]
    public async Task Open_Csv_TakesPathAndLabelByName()
    {
        var csv = _folder.Write("list.csv", "id,Label,path\r\n7,dog,\"a, b.png\"\r\n8,,c.png\r\n");

        (await Read(csv)).Should().Equal(new ManifestRow(_folder["a, b.png"], "dog"), new ManifestRow(_folder["c.png"], null));
    }

    [Fact]
    public async Task Open_ParquetWithNul_NamesFileAndRow()
        => await FluentActions.Awaiting(async () => await Read(await WriteParquet("path", "label", ("a.png", null), ("b\0.png", null)))).Should().ThrowAsync<InvalidDataException>().WithMessage("*list.parquet*row 1: the path has a NUL*");

    [Theory]
    [InlineData("path", "label")]
    [InlineData("Path", "LABEL")]
    public async Task Open_Parquet_TakesPathAndLabelByName(string pathColumn, string labelColumn)
    {
        var path = await WriteParquet(pathColumn, labelColumn, ("a.png", "cat"), ("b.png", null), ("c.png", "dog"));

        (await Read(path)).Should().Equal(new ManifestRow(_folder["a.png"], "cat"), new ManifestRow(_folder["b.png"], null), new ManifestRow(_folder["c.png"], "dog"));
    }

    [Fact]
    public async Task Open_ClassFolders_HaveTheirNamesAsLabels()
    {
        var cat = _folder.Write("tabby_cat/1.png");
        var deep = _folder.Write("dog/deep/2.png");
        _folder.Write("beside.png");
        _folder.Write("dog/notes.txt");

        var input = JobInput.Open(_folder.Path, null, _extensions);

        input.Classes.Select(one => (one.ClassName, one.Names.Single())).Should().Equal(("dog", "dog"), ("tabby_cat", "tabby cat"));
        (await input.Rows.ToListAsync()).Should().Equal(new ManifestRow(deep, "dog"), new ManifestRow(cat, "tabby_cat"));
    }

    [Fact]
    public async Task Open_FolderWithClasses_HasAllPictures()
    {
        var beside = _folder.Write("beside.png");
        var cat = _folder.Write("cat/1.png");
        var dog = _folder.Write("dog/deep/2.png");

        var input = JobInput.Open(_folder.Path, [new("big_cat"), .. _classes, new("n1", ["one_name"])], _extensions);

        input.Classes.Select(one => (one.ClassName, one.Names.Single())).Should().Equal(("big_cat", "big cat"), ("cat", "cat"), ("dog", "dog"), ("n1", "one_name"));
        (await input.Rows.ToListAsync()).Should().Equal(new ManifestRow(beside, null), new ManifestRow(cat, "cat"), new ManifestRow(dog, "dog"));
    }

    [Fact]
    public void WithoutPictures_SaysWhichInputAndWhatToDo()
    {
        _folder.Write("cat/notes.txt");
        Directory.CreateDirectory(_folder["dog"]);

        JobInput.Open(_folder.Path, null, _extensions).WithoutPictures.Should().Be($"--input is '{_folder.Path}', and there are no pictures ({string.Join(", ", _extensions)}) in its 2 class folders (cat, dog). Put pictures into them, or name another folder.");
        JobInput.Open(_folder.Path, _classes, _extensions).WithoutPictures.Should().Be($"--input is '{_folder.Path}', and there are no pictures ({string.Join(", ", _extensions)}) in that folder. Put pictures into it, or name another one.");
    }

    [Fact]
    public void Open_LinkToNothing_SaysSo()
    {
        File.CreateSymbolicLink(_folder["list.txt"], "gone.txt");

        FluentActions.Invoking(() => JobInput.Open(_folder["list.txt"], _classes, _extensions)).Should().Throw<FileNotFoundException>().WithMessage("--input is '*list.txt', a link to 'gone.txt', and there is nothing: point it at what is there, or remove it.");
    }

    [Fact]
    public void Open_ClassFolderThatClassesDoNotHave_IsRefused()
    {
        _folder.Write("cat/1.png");
        _folder.Write("bird/2.png");

        FluentActions.Invoking(() => JobInput.Open(_folder.Path, _classes, _extensions)).Should().Throw<InvalidDataException>().WithMessage("*1 folder that the list of 2 classes does not have: bird.*");
    }

    [Fact]
    public async Task Open_FoldersThatAreNoClasses_HaveNoLabels()
    {
        var picture = _folder.Write("2024/1.png");

        (await JobInput.Open(_folder.Path, _classes, _extensions).Rows.ToListAsync()).Should().Equal(new ManifestRow(picture, null));
    }

    [Theory]
    [InlineData("a.txt", "a.png\tbird\n", "*line 1: the label 'bird' is none of the classes*")]
    [InlineData("a.txt", "a.png\n\tcat\n", "*line 2: it has no path*")]
    [InlineData("a.csv", "file,label\na.png,cat\n", "*no column 'path'*file, label*")]
    [InlineData("a.csv", "path,label,Path\na.png,cat,b.png\n", "*the column 'path' twice*")]
    [InlineData("a.csv", "path,label\na.png\n", "*line 2: it has 1 values, and the first line 2*")]
    [InlineData("a.csv", "path,label\n\"a\nb.png\",cat\n", "*line 2: a quote is not closed*line break*Parquet*")]
    [InlineData("a.txt", "a.png\tcat\t7\n", "*line 1: it has 2 tabs*CSV or Parquet*")]
    [InlineData("a.txt", "a\0.png\n", "*line 1: it has a NUL*")]
    [InlineData("a.parquet", "PAR1 no parquet PAR1", "*no Parquet file that can be read*")]
    public async Task Open_BadList_NamesThePlace(string name, string content, string message)
        => await FluentActions.Awaiting(() => Read(_folder.Write(name, content))).Should().ThrowAsync<InvalidDataException>().WithMessage(message);

    [Fact]
    public async Task Open_PathWithTwoLabels_NamesBothRows()
    {
        var list = _folder.Write("list.txt", "b.png\tcat\na.png\na.png\tcat\na.png\tcat\n./a.png\tdog\n");

        await FluentActions.Awaiting(() => Read(list)).Should().ThrowAsync<InvalidDataException>().WithMessage("*a.png' with two labels: 'cat' in picture 3 of the list and 'dog' in picture 5*");
    }

    [Fact]
    public void SeenLabels_ManyPaths_AreAllKnownAgain()
    {
        var seen = new SeenLabels();
        string[] paths = [.. Enumerable.Range(0, 5000).Select(i => FormattableString.Invariant($"/{i}.png"))];

        paths.Should().OnlyContain(path => seen.Add(path, 1));
        paths.Should().OnlyContain(path => seen.Add(path, 1));
        paths.Should().OnlyContain(path => !seen.Add(path, 0));
    }

    [Fact]
    public void Refuse_DiskThatFailed_IsToBeTriedAgain()
    {
        FluentActions.Invoking(() => FolderInput.Refuse("/share/cat", new IOException("Stale file handle"))).Should().Throw<IOException>().WithMessage("*'/share/cat' could not be read: Stale file handle Try again*");
        FluentActions.Invoking(() => FolderInput.Refuse("/share/cat", new UnauthorizedAccessException())).Should().Throw<InvalidDataException>().WithMessage("*'/share/cat' cannot be read*Give yourself the right*");
    }

    [Fact]
    public async Task Open_ListThatIsNotUtf8_Throws()
    {
        var path = _folder["list.txt"];
        await File.WriteAllBytesAsync(path, Encoding.Latin1.GetBytes("é.png\n"));

        await FluentActions.Awaiting(() => Read(path)).Should().ThrowAsync<InvalidDataException>().WithMessage("*not in UTF-8*");
    }

    [Fact]
    public void Open_ListWithoutClasses_SaysWhatIsMissing()
        => FluentActions.Invoking(() => JobInput.Open(_folder.Write("list.txt", "a.png\n"), null, _extensions)).Should().Throw<InvalidDataException>().WithMessage("--classes is missing*");

    [Fact]
    public void Open_NothingOfThatName_Throws()
        => FluentActions.Invoking(() => JobInput.Open(_folder["none"], _classes, _extensions)).Should().Throw<FileNotFoundException>().WithMessage("--input is '*no such folder or file*");

    private async Task<string> WriteParquet(string pathColumn, string labelColumn, params (string Path, string? Label)[] rows)
    {
        var table = new ParquetTable<(string Path, string? Label)>([new(labelColumn, typeof(string), row => row.Label), new(pathColumn, typeof(string), row => row.Path), new("n", typeof(int), _ => 1)], rowsPerGroup: 2);
        var path = _folder["list.parquet"];
        await using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite);
        await table.WriteAsync(file, rows.ToAsyncEnumerable(), new Dictionary<string, string>());
        return path;
    }

    private static async Task<IReadOnlyList<ManifestRow>> Read(string path) => await JobInput.Open(path, _classes, _extensions).Rows.ToListAsync();
}
