using System.Security.Cryptography;
using Microsoft.ML.Tests.Support;
using Microsoft.ML.Tpt.Models;
using Microsoft.ML.Tpt.Saving;

namespace Microsoft.ML.Tests;

/// <summary>The cache in which saved models are unpacked: whose it is, how it mends itself, and what it says where it cannot be used.</summary>
public sealed class ModelCacheTests : IClassFixture<Workspace>, IDisposable
{
    private static readonly byte[][] _contents = [[.. "{}"u8], RandomNumberGenerator.GetBytes(3_000_000), []];
    private static readonly ModelManifest _manifest = new(
        new[] { "config.json", "model.safetensors", "vocab.json" }.Zip(_contents, (name, bytes) => new SavedFile(name, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)))));

    private readonly Workspace _workspace;
    private readonly string _folder;

    public ModelCacheTests(Workspace workspace)
    {
        _workspace = workspace;
        _folder = workspace.PathOf($"{Guid.NewGuid():N}");
    }

    private string Entry => Path.Combine(_folder, _manifest.Fingerprint);

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public void Unpack_EmptyCache_IsOneFolderForThisUserOnly()
    {
        Unpack().Should().Be(Entry);

        Directory.GetFileSystemEntries(_folder).Should().Equal(Entry);
        _manifest.IsIn(Entry).Should().BeTrue();
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(_folder).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void Unpack_WholeEntry_OpensNoFileOfTheSavedModel()
    {
        Unpack();

        new ModelCache(_folder).Unpack(_manifest, _ => throw new InvalidOperationException("opened")).Should().Be(Entry);
    }

    public static TheoryData<string> Damages => ["missing", "cut", "other bytes", "stray", "empty"];

    [Theory]
    [MemberData(nameof(Damages))]
    public void Unpack_DamagedEntry_IsRepaired(string damage)
    {
        Unpack();
        Damage(damage);

        Unpack();

        _manifest.IsIn(Entry).Should().BeTrue();
        Directory.GetFileSystemEntries(_folder).Should().Equal(Entry);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Unpack_DamagedEntryByManyAtOnce_SucceedsForAll(string damage)
    {
        Unpack();
        for (var round = 0; round < 5; round++)
        {
            Damage(damage);
            using var start = new ManualResetEventSlim();
            var loaders = Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.Wait();
                    var folder = Unpack();
                    return _contents.Select((bytes, i) => File.ReadAllBytes(Path.Combine(folder, _manifest.Files[i].Name)).SequenceEqual(bytes)).All(same => same);
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
            start.Set();

            (await Task.WhenAll(loaders)).Should().AllBeEquivalentTo(true);
        }
        Directory.GetFileSystemEntries(_folder).Should().Equal(Entry);
    }

    [Fact]
    public void Unpack_StagingOfAKilledProcess_IsRemovedAfterADay()
    {
        var old = StagingFolder(DateTime.UtcNow.AddDays(-2));
        var recent = StagingFolder(DateTime.UtcNow);
        var other = Directory.CreateDirectory(Path.Combine(_folder, "own model")).FullName;
        Directory.SetLastWriteTimeUtc(other, DateTime.UtcNow.AddDays(-2));

        Unpack();

        Directory.GetDirectories(_folder).Should().BeEquivalentTo(Entry, recent, other).And.NotContain(old);
    }

    [Fact]
    public void Unpack_BytesOfAnotherFile_ThrowsAndLeavesNothing()
    {
        var unpack = () => new ModelCache(_folder).Unpack(_manifest, file => new MemoryStream(new byte[file.Length]));

        unpack.Should().Throw<InvalidDataException>().WithMessage("The saved model is damaged: 'config.json' has the SHA-256 *, and it should be *.");
        Directory.GetFileSystemEntries(_folder).Should().BeEmpty();
    }

    [Fact]
    public void Unpack_FileInPlaceOfTheCache_ThrowsAndSaysWhatToDo()
    {
        File.WriteAllText(_folder, "a file");
        try
        {
            ErrorWith(_folder).Should().StartWith($"The model cache '{_folder}', in which a saved model unpacks its files, cannot be used: ")
                .And.EndWith($"The environment variable TPT_MODEL_CACHE is '{_folder}': set it to a folder that this user may write to, with room for the model.");
        }
        finally
        {
            File.Delete(_folder);
        }
    }

    [Fact]
    public void Unpack_CacheThatCannotBeMade_ThrowsAndSaysWhatToDo()
    {
        var nowhere = OperatingSystem.IsWindows() ? @"Q:\nowhere" : "/proc/nowhere";

        ErrorWith(nowhere).Should().StartWith($"The model cache '{nowhere}'").And.Contain($"TPT_MODEL_CACHE is '{nowhere}'");
    }

    [Fact]
    public void Unpack_ReadOnlyCache_IsUsedWhileItIsWhole()
    {
        Unpack();
        var files = Directory.GetFiles(Entry).Select(path => new FileInfo(path)).ToArray();
        foreach (var file in files)
        {
            file.IsReadOnly = true;
        }

        Unpack().Should().Be(Entry);

        foreach (var file in files)
        {
            file.IsReadOnly = false;
        }
    }

    [Fact]
    public void CacheFolder_IsTheUsersOwn()
    {
        using var state = new ProcessState().Variable("TPT_MODEL_CACHE", null);
        if (OperatingSystem.IsLinux())
        {
            // A home in which nothing is yet, as a new user or a container has it.
            var home = Directory.CreateDirectory(_folder).FullName;
            state.Variable("HOME", home).Variable("XDG_DATA_HOME", null);
            ModelLocator.CacheFolder().Should().Be(Path.Combine(home, ".local", "share", "Microsoft.ML.Tpt", "models"));
        }

        ModelLocator.CacheFolder().Should().NotStartWith(Path.Combine(Path.GetTempPath(), "Microsoft.ML.Tpt"));
    }

    [Fact]
    public void CacheFolder_RelativeVariable_IsAbsolute()
    {
        using var state = new ProcessState().Variable("TPT_MODEL_CACHE", "models");

        ModelLocator.CacheFolder().Should().Be(Path.Combine(Environment.CurrentDirectory, "models"));
    }

    [Fact]
    public void CacheError_VariableNotSet_SaysToSetIt()
    {
        using var state = new ProcessState().Variable("TPT_MODEL_CACHE", null);

        ModelLocator.CacheError("cache", new IOException("No space left on device.")).Message.Should()
            .Be("The model cache 'cache', in which a saved model unpacks its files, cannot be used: No space left on device. Set the environment variable TPT_MODEL_CACHE to a folder that this user may write to, with room for the model.");
    }

    [Fact]
    public void Load_ByManyProcessesOverADamagedEntry_SucceedsForAll()
    {
        var context = new MLContext(seed: 3);
        var rows = context.Data.LoadFromEnumerable(_workspace.Rows(1));
        var file = _workspace.PathOf("for many processes.zip");
        string fingerprint;
        var pipeline = context.Transforms.LoadImages("Image", null, "Path").Append(context.Transforms.TestTimePromptTuning(Workspace.Options())).Append(context.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        using (var chain = pipeline.Fit(rows))
        {
            context.Model.SaveTo(chain, rows.Schema, file);
            fingerprint = ModelManifest.Of(chain.OfType<TptTransformer>().Single().Scorer.Model).Fingerprint;
        }
        using var state = new ProcessState().Variable("TPT_MODEL_CACHE", _folder);
        var entry = Directory.CreateDirectory(Path.Combine(_folder, fingerprint)).FullName;
        File.WriteAllText(Path.Combine(entry, "config.json"), "{}");

        var processes = Enumerable.Range(0, 4).Select(_ => LoadAndScoreApplication.Start(LoadAndScoreApplication.OutputFolder, [file])).ToArray();

        foreach (var process in processes)
        {
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            process.ExitCode.Should().Be(0, error);
            process.Dispose();
        }
        Directory.GetFileSystemEntries(_folder).Should().Equal(entry);
    }

    private string Unpack() => new ModelCache(_folder).Unpack(_manifest, file => new MemoryStream(_contents[_manifest.Files.ToList().IndexOf(file)]));

    private static string ErrorWith(string cache)
    {
        using var state = new ProcessState().Variable("TPT_MODEL_CACHE", cache);
        return FluentActions.Invoking(() => ModelCache.Open().Unpack(_manifest, _ => new MemoryStream())).Should().Throw<IOException>().Which.Message;
    }

    private void Damage(string damage)
    {
        var weights = Path.Combine(Entry, "model.safetensors");
        switch (damage)
        {
            case "missing":
                File.Delete(weights);
                break;
            case "cut":
                File.WriteAllBytes(weights, _contents[1][..1000]);
                break;
            case "other bytes":
                File.WriteAllBytes(weights, new byte[_contents[1].Length]);
                break;
            case "stray":
                File.WriteAllText(Path.Combine(Entry, "open_clip_config.json"), "{}");
                break;
            case "empty":
                Directory.Delete(Entry, recursive: true);
                break;
        }
    }

    private string StagingFolder(DateTime written)
    {
        var path = Directory.CreateDirectory(Path.Combine(_folder, $"{_manifest.Fingerprint}.{Guid.NewGuid():N}")).FullName;
        File.WriteAllText(Path.Combine(path, "model.safetensors"), "half a file");
        Directory.SetLastWriteTimeUtc(path, written);
        return path;
    }
}
