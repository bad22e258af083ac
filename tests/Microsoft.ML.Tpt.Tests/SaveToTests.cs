using Microsoft.ML.Data;
using Microsoft.ML.Tests.Support;
using Microsoft.ML.Tpt.Saving;

namespace Microsoft.ML.Tests;

/// <summary>SaveTo leaves the old file or the new one, whole, whatever happens, and nothing else.</summary>
public sealed class SaveToTests : IClassFixture<Workspace>, IDisposable
{
    private const int Kills = 20;
    private const int KilledTogether = 4;

    private readonly Workspace _workspace;
    private readonly MLContext _context = new(seed: 3);
    private readonly IDataView _images;
    private readonly string _folder;
    private readonly string _file;

    public SaveToTests(Workspace workspace)
    {
        _workspace = workspace;
        _images = workspace.LoadImages(_context, 2);
        _folder = Directory.CreateDirectory(workspace.PathOf($"{Guid.NewGuid():N}")).FullName;
        _file = Path.Combine(_folder, "MLModel.zip");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SaveTo_FileThatLoads_WithAnOldFileOrNone(bool old)
    {
        if (old)
        {
            File.WriteAllText(_file, "an old file");
        }

        using var transformer = Fit();

        _context.Model.SaveTo(transformer, _images.Schema, _file);

        ShouldLoad(_file);
        Files().Should().Equal("MLModel.zip");
    }

    [Fact]
    public void SaveTo_RelativePath_IsInTheCurrentDirectory()
    {
        using var transformer = Fit();
        using var state = new ProcessState().Directory(_folder);

        _context.Model.SaveTo(transformer, null, "relative.zip");

        ShouldLoad(Path.Combine(_folder, "relative.zip"));
    }

    [Fact]
    public void SaveTo_ModelThatCannotBeSaved_LeavesTheOldFile()
    {
        File.WriteAllText(_file, "an old file");
        var folder = _workspace.CopyBuiltInModel("model that goes away before it is saved");
        var options = Workspace.Options();
        (options.Model.Path, options.ModelStorage) = (folder, TptModelStorage.Embed);
        using var transformer = _context.Transforms.TestTimePromptTuning(options).Fit(_images);
        Directory.Delete(folder, recursive: true);

        Saving(transformer, _file).Should().Throw<FileNotFoundException>().WithMessage($"The model cannot be saved: '{folder}*, from which it was loaded, is gone.*");

        ShouldBeUntouched();
    }

    /// <summary>The last bytes are the archive's table of contents, whose errors ML.NET swallows.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(500)]
    [InlineData(-1)]
    [InlineData(-10)]
    [InlineData(-50)]
    [InlineData(-300)]
    public void SaveTo_DiskThatIsFullAfterSoManyBytes_LeavesTheOldFile(int bytes)
    {
        using var transformer = Fit();
        _context.Model.SaveTo(transformer, _images.Schema, _file);
        var room = bytes < 0 ? new FileInfo(_file).Length + bytes : bytes;
        File.WriteAllText(_file, "an old file");

        var save = () => ReplacedFile.Write(_file, stream => _context.Model.Save(transformer, _images.Schema, new FullDisk(stream, room)), TptModelCatalog.CheckArchive);

        save.Should().Throw<IOException>();
        ShouldBeUntouched();
    }

    [Fact]
    public void SaveTo_ReadOnlyFile_ThrowsAndKeepsIt()
    {
        File.WriteAllText(_file, "an old file");
        new FileInfo(_file).IsReadOnly = true;
        using var transformer = Fit();

        Saving(transformer, _file).Should().Throw<UnauthorizedAccessException>().WithMessage($"'{_file}' is read-only, so it is not replaced.");

        ShouldBeUntouched();
        new FileInfo(_file).IsReadOnly = false;
    }

    [Fact]
    public void SaveTo_PathOfAFolder_Throws()
    {
        using var transformer = Fit();

        Saving(transformer, _folder).Should().Throw<UnauthorizedAccessException>().WithMessage($"'{_folder}' is a folder; give the path of a file in it.");
        Saving(transformer, _folder + Path.DirectorySeparatorChar).Should().Throw<UnauthorizedAccessException>();
        Saving(transformer, Path.Combine(_folder, "none", "MLModel.zip")).Should().Throw<DirectoryNotFoundException>().WithMessage("*create it first*");
        Files().Should().BeEmpty();
    }

    [Fact]
    public void SaveTo_SymbolicLink_ReplacesWhatItLeadsTo()
    {
        var store = Directory.CreateDirectory(Path.Combine(_folder, "store")).FullName;
        var stored = Path.Combine(store, "v1.zip");
        File.WriteAllText(stored, "an old file");
        File.CreateSymbolicLink(_file, Path.Combine("store", "v1.zip"));
        using var transformer = Fit();

        _context.Model.SaveTo(transformer, _images.Schema, _file);

        new FileInfo(_file).LinkTarget.Should().Be(Path.Combine("store", "v1.zip"));
        ShouldLoad(stored);
        Directory.GetFiles(store).Should().Equal(stored);
    }

    [Fact]
    public void SaveTo_OldFileWithPermissionsOfItsOwn_KeepsThem()
    {
        if (OperatingSystem.IsWindows())
        {
            return;     // there the folder's permissions hold
        }

        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.WriteAllText(_file, "an old file");
        File.SetUnixFileMode(_file, Private);
        using var transformer = Fit();

        _context.Model.SaveTo(transformer, _images.Schema, _file);

        File.GetUnixFileMode(_file).Should().Be(Private);
    }

    [Fact]
    public void SaveTo_LongNameAndNeighbours_AreLeftAlone()
    {
        var name = $"{new string('é', 100)}.zip";
        var neighbour = Path.Combine(_folder, "MLModel.zip.0123456789abcdef0123456789abcdef.tmp");
        File.WriteAllText(neighbour, "not ours");
        using var transformer = Fit();

        _context.Model.SaveTo(transformer, _images.Schema, Path.Combine(_folder, name));

        Files().Should().BeEquivalentTo(name, Path.GetFileName(neighbour));
        File.ReadAllText(neighbour).Should().Be("not ours");
    }

    [Fact]
    public void SaveTo_ProcessKilledWhileItSaves_LeavesAFileThatLoads()
    {
        var embedded = Path.Combine(_workspace.Folder, "embedded.zip");
        using (var transformer = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(_images))
        {
            _context.Model.SaveTo(transformer, _images.Schema, embedded);
        }

        var random = new Random(11);
        var scratch = Directory.CreateDirectory(_workspace.PathOf("temporary files of ML.NET in killed processes")).FullName;
        using var state = new ProcessState().Variable("TMPDIR", scratch).Variable("TMP", scratch);

        for (var kill = 0; kill < Kills; kill += KilledTogether)
        {
            var targets = Enumerable.Range(kill, KilledTogether).Select(i => Path.Combine(_folder, $"{i}.zip")).ToArray();
            foreach (var target in targets)
            {
                File.Copy(embedded, target);
            }

            using var savers = new SavingProcesses(embedded, targets);
            foreach (var process in savers.Started)
            {
                Thread.Sleep(random.Next(300));
                process.Kill();
                process.WaitForExit();
            }
        }

        var files = Directory.GetFiles(_folder);
        files.Where(file => file.EndsWith(".zip", StringComparison.Ordinal)).Should().HaveCount(Kills).And.AllSatisfy(ShouldLoad);
        files.Where(file => file.EndsWith(".tmp", StringComparison.Ordinal)).Should().NotBeEmpty("some were killed in the middle of a file");
    }

    private TptTransformer Fit()
    {
        var options = Workspace.Options();
        options.ModelStorage = TptModelStorage.Reference;
        return _context.Transforms.TestTimePromptTuning(options).Fit(_images);
    }

    private Action Saving(TptTransformer transformer, string path) => () => _context.Model.SaveTo(transformer, _images.Schema, path);

    private string[] Files() => [.. Directory.GetFiles(_folder).Select(file => Path.GetFileName(file))];

    private void ShouldBeUntouched()
    {
        File.ReadAllText(_file).Should().Be("an old file");
        Files().Should().Equal("MLModel.zip");
    }

    private static void ShouldLoad(string file)
    {
        using var loaded = (TptTransformer)new MLContext().Model.Load(file, out _);
        loaded.ClassNames.Should().Equal(Workspace.ClassNames);
    }
}
