using System.Runtime.InteropServices;

namespace Tpt.Packages.Tests.Support;

/// <summary>A fresh project outside the repository that references the packages, as <c>dotnet new</c> and <c>dotnet add package</c> leave it.</summary>
internal sealed class Consumer : IDisposable
{
    private readonly PackedPackages _packages;

    /// <param name="packages">The packages, and where to write.</param>
    /// <param name="name">The name of the project.</param>
    /// <param name="program">The program, of folder Consumers.</param>
    /// <param name="sdk">The SDK of the project.</param>
    /// <param name="libTorch">Whether the project references libtorch for this platform.</param>
    public Consumer(PackedPackages packages, string name, string program, string sdk = "Microsoft.NET.Sdk", bool libTorch = true)
    {
        (_packages, Name, Folder) = (packages, name, Path.Combine(packages.Root, name));
        Directory.CreateDirectory(Folder);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Consumers", program), Path.Combine(Folder, Path.GetFileName(program)));
        var isFSharp = program.EndsWith(".fs", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(Folder, isFSharp ? $"{name}.fsproj" : $"{name}.csproj"), $"""
            <Project Sdk="{sdk}">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <CreateHardLinksForCopyLocalIfPossible>true</CreateHardLinksForCopyLocalIfPossible>
                <CreateHardLinksForPublishFilesIfPossible>true</CreateHardLinksForPublishFilesIfPossible>
                <DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>
                <SatelliteResourceLanguages>en</SatelliteResourceLanguages>
              </PropertyGroup>
              <ItemGroup>
                {(isFSharp ? $"<Compile Include=\"{program}\" />" : "")}
                <PackageReference Include="Microsoft.ML.Tpt" Version="{packages.Version}" />
                {(libTorch ? $"<PackageReference Include=\"libtorch-cpu-{Platform}\" Version=\"2.10.0\" />" : "")}
              </ItemGroup>
            </Project>
            """);
        // The user's own sources, one more, and the packages that the machine has.
        File.WriteAllText(Path.Combine(Folder, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <add key="packed" value="{packages.Feed}" />
              </packageSources>
              <fallbackPackageFolders>
                <add key="machine" value="{PackedPackages.GlobalPackages}" />
              </fallbackPackageFolders>
            </configuration>
            """);
    }

    /// <summary>This machine's runtime identifier, as packages name it.</summary>
    public static string Platform { get; } =
        $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    public string Name { get; }

    public string Folder { get; }

    public string PathOf(params string[] parts) => Path.Combine([Folder, .. parts]);

    /// <summary>A command of the SDK on this project.</summary>
    public Output Dotnet(params string[] arguments) => Support.Dotnet.Run(Folder, _packages.Unpacked, arguments);

    public Output Build(params string[] properties) => Dotnet(["build", "--configuration", "Release", "--output", PathOf("out"), .. properties]);

    public Output Publish(string output, params string[] properties) => Dotnet(["publish", "--configuration", "Release", "--output", PathOf(output), .. properties]);

    /// <summary>Runs what was built, with nothing in its environment.</summary>
    public Output RunBuilt() => Support.Dotnet.RunClean(Folder, Support.Dotnet.Host, "exec", PathOf("out", $"{Name}.dll"), Picture);

    /// <summary>Runs a published program that needs no runtime.</summary>
    public Output RunPublished(string output) => Support.Dotnet.RunClean(Folder, PathOf(output, OperatingSystem.IsWindows() ? $"{Name}.exe" : Name), Picture);

    public static string Picture { get; } = Path.Combine(AppContext.BaseDirectory, "banana.png");

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
