using Tpt.Packages.Tests.Support;

namespace Tpt.Packages.Tests;

/// <summary>The command line as a .NET tool: packed, installed from a folder feed, and run with an empty environment, without a network.</summary>
[Collection(PackagesCollection.Name)]
public sealed class ToolTests(PackedPackages packages)
{
    /// <summary>libtorch for one platform takes 128 MB of it; a second one would show.</summary>
    private const long LargestBytes = 200_000_000;

    [Fact]
    public void Tool_PackedAndInstalled_Predicts()
    {
        var root = Directory.CreateDirectory(Path.Combine(packages.Root, "tool")).FullName;
        try
        {
            var feed = Path.Combine(root, "feed");
            Dotnet.Run(PackedPackages.Repository, PackedPackages.GlobalPackages, "pack", Path.Combine("src", "Tpt.Cli"), "--configuration", "Release", "--output", feed, "--artifacts-path", Path.Combine(root, "artifacts"), $"-p:Version={packages.Version}")
                .ShouldSucceed().Text.Should().NotContain("warning");
            new FileInfo(Path.Combine(feed, $"Tpt.Cli.{Consumer.Platform}.{packages.Version}.nupkg")).Length.Should().BeLessThan(LargestBytes);

            var installed = Path.Combine(root, "installed");
            Install(root, feed, installed).ShouldSucceed();

            var tpt = Path.Combine(installed, OperatingSystem.IsWindows() ? "tpt.exe" : "tpt");
            RunClean(root, tpt, "--version").ShouldSucceed().Text.Should().StartWith(packages.Version);
            RunClean(root, tpt, "predict", Consumer.Picture, "--classes", "banana,carrot,pizza", "--csv", "--quiet").ShouldSucceed()
                .Text.Split('\n')[1].Should().StartWith($"{Consumer.Picture},banana,");
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    /// <summary>From the folder feed alone.</summary>
    private static Output Install(string home, string feed, string folder)
    {
        File.WriteAllText(Path.Combine(home, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="packed" value="{feed}" />
              </packageSources>
            </configuration>
            """);
        return Dotnet.InstallTool(home, "Tpt.Cli", "--tool-path", folder, "--prerelease", "--configfile", Path.Combine(home, "nuget.config"));
    }

    /// <summary>The small program that the installer makes asks where .NET is, where it is not in the usual place.</summary>
    private static Output RunClean(string home, string program, params string[] arguments)
        => OperatingSystem.IsWindows() ? Dotnet.RunClean(home, program, arguments)
        : Dotnet.RunClean(home, "/usr/bin/env", [$"DOTNET_ROOT={Path.GetDirectoryName(new FileInfo(Dotnet.Host) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : Dotnet.Host)}", program, .. arguments]);
}
