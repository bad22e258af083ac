using Tpt.Packages.Tests.Support;

namespace Tpt.Packages.Tests;

/// <summary>What a company looks for in a package before it lets it in.</summary>
[Collection(PackagesCollection.Name)]
public sealed class PackageContentTests(PackedPackages packages)
{
    private const string Engine = "Tpt.Engine";
    private const string Model = "Tpt.BuiltInModel";
    private const string Library = "Microsoft.ML.Tpt";
    private const string Extensions = "Microsoft.ML.Tpt.Extensions";
    private const string ImageSharp = "Tpt.ImageSharp";
    private const string Hub = "Tpt.Hub";

    [Fact]
    public void Pack_WholeRepository_WarnsOfNothing()
        => packages.Log.Should().NotContain("warning").And.Contain($"{Library}.{packages.Version}.nupkg");

    [Fact]
    public void Pack_ArtifactsFolderElsewhere_LeavesNothingInTheSourceTree()
        => packages.FoldersAfter.Should().Equal(packages.FoldersBefore);

    [Theory]
    [InlineData(Engine)]
    [InlineData(Model)]
    [InlineData(Library)]
    [InlineData(Extensions)]
    [InlineData(ImageSharp)]
    [InlineData(Hub)]
    public void Package_Metadata_SaysWhatItIs(string id)
    {
        using var package = packages.Open(id);

        package.Files.Should().Contain(["README.md", "LICENSE", "THIRD-PARTY-NOTICES"]);
        package.Metadata("readme")!.Value.Should().Be("README.md");
        package.Metadata("license")!.Value.Should().Be("MIT");
        package.Metadata("tags")!.Value.Should().Contain("ML.NET").And.Contain("CLIP");
        package.Metadata("copyright")!.Value.Should().StartWith("Copyright");
        package.Metadata("description")!.Value.Should().NotContain("Package Description");
        package.Metadata("projectUrl").Should().BeNull("no address is known");
    }

    [Theory]
    [InlineData(Engine)]
    [InlineData(Model)]
    [InlineData(Library)]
    [InlineData(Extensions)]
    [InlineData(ImageSharp)]
    [InlineData(Hub)]
    public void Package_ReleaseNotes_AreTheNewestSectionOfTheChangelog(string id)
    {
        using var package = packages.Open(id);
        var sections = File.ReadAllText(Path.Combine(PackedPackages.Repository, "CHANGELOG.md")).ReplaceLineEndings("\n").Split("\n## ");

        package.Metadata("releaseNotes")!.Value.ReplaceLineEndings("\n").Should().Be($"## {sections[1].Trim()}");
    }

    [Fact]
    public void ModelPackage_HasTheModelCardAndWhatTheTrainingPicturesAskFor()
    {
        using var package = packages.Open(Model);

        package.Files.Should().Contain(["model/model.safetensors", "model/config.json", "model/vocab.json", "model/merges.txt", $"buildTransitive/{Model}.targets"]);
        System.Text.Encoding.UTF8.GetString(package.Read("README.md")).Should().StartWith("# Model card");
        System.Text.Encoding.UTF8.GetString(package.Read("THIRD-PARTY-NOTICES")).Should().ContainAll("Twemoji", "CC BY 4.0", "Noto Emoji", "Unicode");
    }

    [Fact]
    public void LibraryPackage_Dependencies_AreRangesAndNoPins()
    {
        using var package = packages.Open(Library);

        package.Dependencies.Should().BeEquivalentTo(new Dictionary<string, string>
        {
            [Engine] = packages.Version,
            ["Microsoft.Extensions.Logging.Abstractions"] = "10.0.15",
            ["Microsoft.ML"] = "[5.0.1, 6.0.0)",
            ["Microsoft.ML.ImageAnalytics"] = "[5.0.1, 6.0.0)",
            ["SkiaSharp"] = "[2.88.9, 3.0.0)",
            ["SkiaSharp.NativeAssets.Linux.NoDependencies"] = "[2.88.9, 3.0.0)",
        });
    }

    [Fact]
    public void ExtensionsPackage_Dependencies_AreTheLibraryAndTheHostsAbstractions()
    {
        using var package = packages.Open(Extensions);

        package.Dependencies.Should().BeEquivalentTo(new Dictionary<string, string>
        {
            [Library] = packages.Version,
            ["Microsoft.Extensions.Hosting.Abstractions"] = "10.0.15",
            ["Microsoft.Extensions.Logging.Abstractions"] = "10.0.15",
            ["Microsoft.Extensions.Options.ConfigurationExtensions"] = "10.0.15",
        });
    }

    [Fact]
    public void ImageSharpPackage_Dependencies_AreTheEngineAndTheLastLineUnderApache()
    {
        using var package = packages.Open(ImageSharp);

        package.Dependencies.Should().BeEquivalentTo(new Dictionary<string, string> { [Engine] = packages.Version, ["SixLabors.ImageSharp"] = "[2.1.13, 3.0.0)" });
    }

    [Fact]
    public void HubPackage_Dependencies_AreThoseOfTheClientAlone()
    {
        using var package = packages.Open(Hub);

        package.Dependencies.Should().BeEquivalentTo(new Dictionary<string, string> { ["Microsoft.Extensions.Http.Resilience"] = "10.11.0" });
    }

    [Fact]
    public void Pack_WholeRepository_LeavesOutTheCommandLine()
        => Directory.GetFiles(packages.Feed, "Tpt.Cli*").Should().BeEmpty("libtorch is in it: it is packed by itself");

    [Fact]
    public void EnginePackage_Dependencies_AreItsOwnAndNoLibTorch()
    {
        using var package = packages.Open(Engine);

        package.Dependencies.Should().BeEquivalentTo(new Dictionary<string, string>
        {
            [Model] = packages.Version,
            [Hub] = packages.Version,
            ["TorchSharp"] = "0.107.0",
            ["Microsoft.ML.Tokenizers"] = "2.0.1",
        });
        package.Files.Should().Contain($"buildTransitive/{Engine}.targets");
    }

    [Theory]
    [InlineData(Engine, "/_/src/Tpt.Engine/ClipModel.cs")]
    [InlineData(Library, "/_/src/Microsoft.ML.Tpt/TptCatalog.cs")]
    public void Assembly_Symbols_AreInsideWithAllSources(string id, string source)
    {
        using var package = packages.Open(id);
        using var assembly = new CompiledAssembly(package.Read($"lib/net10.0/{id}.dll"));

        assembly.Sources.Select(document => document.Name).Should().Contain(source);
        assembly.Sources.Where(document => !document.HasText).Should().BeEmpty();
    }

    [Theory]
    [InlineData(Engine)]
    [InlineData(Library)]
    [InlineData(Extensions)]
    [InlineData(ImageSharp)]
    [InlineData(Hub)]
    public void Assembly_PackedTwiceInDifferentFolders_HasTheSameBytesAndNamesNoFolder(string id)
    {
        using var first = packages.Open(id);
        using var second = packages.OpenSecond(id);
        var bytes = first.Read($"lib/net10.0/{id}.dll");
        using var assembly = new CompiledAssembly(bytes);

        bytes.AsSpan().SequenceEqual(second.Read($"lib/net10.0/{id}.dll")).Should().BeTrue();
        assembly.IsReproducible.Should().BeTrue();
        assembly.Sources.Where(document => Path.IsPathRooted(document.Name)).Should().OnlyContain(document => document.Name.StartsWith("/_/", StringComparison.Ordinal));
        foreach (var folder in new[] { PackedPackages.Repository, packages.Root, PackedPackages.GlobalPackages })
        {
            assembly.Mentions(folder.TrimEnd(Path.DirectorySeparatorChar)).Should().BeFalse("'{0}' is a folder of this machine", folder);
        }
    }

    [Theory]
    [InlineData(Engine)]
    [InlineData(Library)]
    [InlineData(Extensions)]
    [InlineData(ImageSharp)]
    [InlineData(Hub)]
    public void Documentation_Packed_IsThatOfThePublicTypes(string id)
    {
        using var package = packages.Open(id);
        var compiled = Exported.Of(package.Read($"lib/net10.0/{id}.dll"));

        var documented = package.ReadXml($"lib/net10.0/{id}.xml").Descendants("member").Select(member => (string)member.Attribute("name")!).ToArray();

        documented.Where(name => !compiled.Contains(Exported.WithoutSignature(name))).Should().BeEmpty("only what a user can call is documented");
        // A name with a bracket is none that a user can write: the compiler keeps the signatures of extension blocks in such types.
        compiled.Where(name => name.StartsWith("T:", StringComparison.Ordinal) && !name.Contains('<', StringComparison.Ordinal)).Except(documented).Should().BeEmpty("every public type has its documentation");
        packages.FullDocumentation[id].Select(Exported.WithoutSignature).Where(compiled.Contains).Except(documented.Select(Exported.WithoutSignature)).Should().BeEmpty("nothing public is left out");
        packages.FullDocumentation[id].Length.Should().BeGreaterThan(documented.Length);
    }
}
