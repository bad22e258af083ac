using Microsoft.ML.Tests.Support;
using Microsoft.ML.Tpt.Models;
using Microsoft.ML.Tpt.Saving;
using Tpt.Engine;
using Tpt.Hub;

namespace Microsoft.ML.Tests;

/// <summary>What is saved on one system and loaded on another: paths, and names of files in other case.</summary>
public sealed class PortableStateTests(Workspace workspace) : IClassFixture<Workspace>
{
    private static readonly SavedFile _config = new("config.json", 5, new string('1', 64));
    private static readonly SavedFile _weights = new("model.safetensors", 7, new string('2', 64));

    [Theory]
    [InlineData(@"models\clip", "models/clip")]
    [InlineData(@"..\models\clip\model.safetensors", "../models/clip/model.safetensors")]
    [InlineData("models/clip", "models/clip")]
    [InlineData("openai/clip-vit-base-patch16", "openai/clip-vit-base-patch16")]
    [InlineData(@"C:\models\clip", @"C:\models\clip")]
    [InlineData(@"\\server\models\clip", @"\\server\models\clip")]
    [InlineData(null, null)]
    public void Portable_PathOfWindows_HasSlashesIfItIsRelative(string? path, string? saved) => WrittenPath.Portable(path, isWindows: true).Should().Be(saved);

    [Fact]
    public void Portable_PathOfUnix_MayHaveABackslashInAName() => WrittenPath.Portable(@"models\clip", isWindows: false).Should().Be(@"models\clip");

    [Fact]
    public void Portable_EveryPathOfTheOptions_IsSavedSoAndTheOptionsStayAsTheyWere()
    {
        var options = Workspace.Options();
        (options.Model.Path, options.Model.TokenizerFolder, options.Model.ImageTowerPath, options.Prompt.SoftPromptPath) = (@"a\b", @"c\d", @"e\f.pt", @"g\h.pt");

        var saved = TptState.Portable(options, isWindows: true);

        (saved.Model.Path, saved.Model.TokenizerFolder, saved.Model.ImageTowerPath, saved.Prompt.SoftPromptPath).Should().Be(("a/b", "c/d", "e/f.pt", "g/h.pt"));
        options.Model.Path.Should().Be(@"a\b");
        TptOptionsJson.Write(options).Should().NotContain("/").And.Contain(@"a\\b");
        saved.Should().BeEquivalentTo(options, o => o.Excluding(member => member.Name.EndsWith("Path", StringComparison.Ordinal) || member.Name == "TokenizerFolder"));
    }

    [Theory]
    [InlineData(@"C:\models\clip")]
    [InlineData("D:/models/clip/model.safetensors")]
    [InlineData(@"\\server\models\clip")]
    public void Find_DriveOrServerOfWindows_IsSaidToBeOneElsewhere(string path)
    {
        const string Hint = " That is a path of Windows, with a drive or a server, and leads nowhere on this system.";
        var places = ModelPlaces.OfReference(path, workspace.PathOf("nowhere"));
        var find = () => ModelLocator.Find(places, "The model was saved with a reference to its CLIP model, but there is no", " Put it into one of these places.", HubContent.Model, new HubAccess(Download: false));

        ModelNameHint.Of(path).Should().Be(OperatingSystem.IsWindows() ? "" : Hint);
        var message = find.Should().Throw<IOException>().Which.Message;
        // On Windows it is a place like any other.
        var place = OperatingSystem.IsWindows() ? $"'{path}' and " : "";
        message.Should().Contain($"there is no '{path}'.{ModelNameHint.Of(path)} Looked in {place}'{Path.Combine(workspace.PathOf("nowhere"), "clip")}").And.EndWith(" Put it into one of these places.");
    }

    [Theory]
    [InlineData("models/clip")]
    [InlineData(@"models\clip")]
    [InlineData("/models/clip")]
    [InlineData("C:clip")]
    [InlineData("clip")]
    public void IsOfWindowsAlone_OtherPaths_IsFalse(string path) => WrittenPath.IsOfWindowsAlone(path).Should().BeFalse();

    [Theory]
    [InlineData(true, StringComparison.OrdinalIgnoreCase)]
    [InlineData(false, StringComparison.Ordinal)]
    public void Comparison_BySystem_IsThatOfItsFileNames(bool ignoresCase, StringComparison comparison) => FileNames.Comparison(ignoresCase).Should().Be(comparison);

    [Fact]
    public void AreSame_NamesInOtherCase_IsWhatTheFileSystemSays()
    {
        var file = workspace.PathOf($"{Guid.NewGuid():N}.Case");
        File.WriteAllText(file, "");

        FileNames.AreSame(file, Path.ChangeExtension(file, ".case")).Should().Be(File.Exists(Path.ChangeExtension(file, ".case")));
    }

    [Fact]
    public void Difference_WeightsThatWereNotRead_IsOne()
        => new ModelManifest([_config, _weights]).Difference(new ModelManifest([_config])).Should().Be("'model.safetensors' is missing or not read");

    [Fact]
    public void Difference_WeightsThatTheSavedModelDoesNotKnow_IsOne()
        => new ModelManifest([_config]).Difference(new ModelManifest([_config, _weights])).Should().Be("'model.safetensors' was not read when the model was saved");

    [Fact]
    public void Difference_SameFileInOtherCase_IsNoneWhereTheSystemFindsIt()
    {
        var difference = new ModelManifest([_config, _weights with { Name = "Model.safetensors" }]).Difference(new ModelManifest([_config, _weights]));

        (difference is null).Should().Be(FileNames.AreSame("a", "A"));
    }

    [Fact]
    public void Difference_OtherBytesInOtherCase_IsOneEverywhere()
        => new ModelManifest([_weights with { Name = "Model.safetensors", Sha256 = new string('3', 64) }]).Difference(new ModelManifest([_weights])).Should().NotBeNull();
}
