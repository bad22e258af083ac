using Tpt.Packages.Tests.Support;

namespace Tpt.Packages.Tests;

/// <summary>What a clone has where Git writes the line ends of Windows (core.autocrlf=true), which is the default of Git for Windows.</summary>
public sealed class CheckoutTests : IDisposable
{
    private static readonly string[] _folders = ["src/Tpt.BuiltInModel/model", "tests/Tpt.Engine.Tests/Goldens", "tests/Microsoft.ML.Tpt.Tests/TestData", ".ci"];

    private readonly string _root = Directory.CreateTempSubdirectory("tpt-checkout-").FullName;

    private string Origin => Path.Combine(_root, "origin");

    private string Clone => Path.Combine(_root, "clone");

    public void Dispose()
    {
        // Git's objects are read-only, and on Windows such files are not deleted.
        foreach (var file in Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories))
        {
            File.SetAttributes(file, FileAttributes.Normal);
        }
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public void Clone_WithLineEndsOfWindows_HasTheSameBytes()
    {
        Copy(Path.Combine(PackedPackages.Repository, ".gitattributes"), Path.Combine(Origin, ".gitattributes"));

        CommitAndClone();

        Changed().Should().BeEmpty();
    }

    /// <summary>So the other test would see it.</summary>
    [Fact]
    public void Clone_WithoutTheAttributes_ChangesTheBuiltInModel()
    {
        CommitAndClone();

        Changed().Should().Contain("src/Tpt.BuiltInModel/model/config.json").And.Contain("src/Tpt.BuiltInModel/model/merges.txt").And.Contain(".ci/run")
            .And.NotContain("src/Tpt.BuiltInModel/model/model.safetensors");
    }

    private void CommitAndClone()
    {
        foreach (var path in _folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(PackedPackages.Repository, folder), "*", SearchOption.AllDirectories)))
        {
            Copy(path, Path.Combine(Origin, Path.GetRelativePath(PackedPackages.Repository, path)));
        }
        Git("init", "--quiet", Origin);
        Git("-C", Origin, "-c", "core.autocrlf=false", "-c", "core.safecrlf=false", "add", "--all");
        Git("-C", Origin, "-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "--quiet", "-m", "All");
        Git("clone", "--quiet", "-c", "core.autocrlf=true", Origin, Clone);
    }

    private string[] Changed() => [.. Directory.EnumerateFiles(Origin, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Origin, path).Replace('\\', '/'))
        .Where(path => !path.StartsWith(".git/", StringComparison.Ordinal)
            && !File.ReadAllBytes(Path.Combine(Origin, path)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(Clone, path))))];

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to);
    }

    private void Git(params string[] arguments) => Dotnet.RunClean(_root, "git", arguments).ShouldSucceed();
}
