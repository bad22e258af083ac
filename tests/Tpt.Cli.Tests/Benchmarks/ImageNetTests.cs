using System.Globalization;
using Tpt.Cli.Benchmarks;

namespace Tpt.Cli.Tests.Benchmarks;

public sealed class ImageNetTests : IDisposable
{
    private readonly SetTree _tree = new();

    private static Benchmark ImageNet => Benchmark.Find("imagenet");

    [Fact]
    public void Read_V2FoldersThatADiskSortsAsStrings_HaveTheirIndexForALabel()
    {
        // 0, 1, 10, 11, 2 on disk.
        WriteNames(12);
        _tree.Pictures([.. Enumerable.Range(0, 12).Select(i => $"imagenetv2/imagenetv2-matched-frequency-format-val/{i}/{i}.jpeg")]);

        var set = BenchmarkReader.Read(Benchmark.Find("V"), _tree.Root).Set;

        set.Pictures.Should().HaveCount(12).And.OnlyContain(picture => picture.Name == $"{picture.Label}/{picture.Label}.jpeg" && set.Classes[picture.Label].Name == $"class {picture.Label}");
    }

    [Fact]
    public void Read_V2FoldersOfWnids_AreReadByThem()
    {
        WriteNames(3);
        _tree.Pictures("imagenetv2/n00000002/1.jpeg");

        BenchmarkReader.Read(Benchmark.Find("V"), _tree.Root).Set.Pictures.Should().ContainSingle().Which.Label.Should().Be(2);
    }

    [Fact]
    public void Read_V2FolderBeyondTheList_IsRefused()
    {
        WriteNames(3);
        _tree.Pictures("imagenetv2/0/1.jpeg", "imagenetv2/3/1.jpeg");

        Reading("V").Should().Throw<InvalidDataException>().WithMessage("*1 folder (3) beside the indices of the 3 classes*");
    }

    [Fact]
    public void Read_TwoV2FoldersOfOneIndex_AreRefused()
    {
        WriteNames(3);
        _tree.Pictures("imagenetv2/1/1.jpeg", "imagenetv2/01/1.jpeg");

        Reading("V").Should().Throw<InvalidDataException>().WithMessage("*1 folder (1)*or one of them twice*");
    }

    [Theory]
    [InlineData("imagenet-a")]
    [InlineData("imagenet-r")]
    public void Read_SetWithSomeOfTheClasses_LetsOnlyThoseCompeteInTheListsOrder(string id)
    {
        _tree.Text("classnames.txt", "n00000009 nine", "n00000001 one", "n00000005 five", "n00000003 three")
            .Pictures($"{id}/n00000009/b.jpg", $"{id}/n00000003/a.jpg", $"{id}/n00000009/a.jpg").Text($"{id}/README.txt", "read me");

        var set = BenchmarkReader.Read(Benchmark.Find(id), _tree.Root).Set;

        set.Classes.Select(one => $"{one.Label} {one.Name}").Should().Equal("n00000003 three", "n00000009 nine");
        set.Pictures.Select(one => $"{one.Name}={one.Label}").Should().Equal("n00000003/a.jpg=0", "n00000009/a.jpg=1", "n00000009/b.jpg=1");
    }

    [Fact]
    public void Read_SketchWithClassesMissing_LetsAllCompeteAndSaysSo()
    {
        WriteNames(3);
        _tree.Pictures("ImageNet-Sketch/n00000002/1.JPEG");

        var read = BenchmarkReader.Read(Benchmark.Find("K"), _tree.Root);

        read.Set.Classes.Should().HaveCount(3);
        read.Set.Pictures.Should().ContainSingle().Which.Label.Should().Be(2);
        read.Remarks.Should().Contain("Without pictures, but competing: 2 classes (n00000000, n00000001).");
    }

    [Fact]
    public void Read_TwoClassesOfOneName_AreToldApartByTheirWnids()
    {
        // ImageNet has 'missile' and 'sunglasses' twice.
        _tree.Text("imagenet/classnames.txt", "n03773504 missile", "n04008634 missile", "n04355933 sunglasses", "n04356056 sunglasses")
            .Pictures("imagenet/images/val/n03773504/1.JPEG", "imagenet/images/val/n04008634/1.JPEG", "imagenet/images/val/n04355933/1.JPEG", "imagenet/images/val/n04356056/1.JPEG");

        var set = BenchmarkReader.Read(ImageNet, _tree.Root).Set;

        set.Classes.Select(one => one.Name).Should().Equal("missile", "missile", "sunglasses", "sunglasses");
        set.Classes.Select(one => one.Label).Should().OnlyHaveUniqueItems();
        set.Pictures.Select(one => one.Label).Should().Equal(0, 1, 2, 3);
    }

    [Fact]
    public void Read_NoClassNames_SaysWhereTheyWereLookedForAndWhatALineIs()
    {
        _tree.Pictures("ImageNet/val/n01440764/1.JPEG");

        Reading("I").Should().Throw<FileNotFoundException>().WithMessage($"*no 'classnames.txt' in '{_tree["ImageNet"]}'*'{_tree.Root}'*'n01440764 tench'*");
    }

    [Fact]
    public void Read_ClassNamesInAnotherFolderOfTheFamily_AreTaken()
    {
        _tree.Text("imagenet/classnames.txt", "n01440764 tench").Pictures("imagenet-a/n01440764/1.jpg");

        BenchmarkReader.Read(Benchmark.Find("A"), _tree["imagenet-a"]).ClassNamesFile!.Path.Should().Be(_tree["imagenet/classnames.txt"]);
    }

    [Fact]
    public void Read_UsersClassNamesWithTabs_GoBeforeTheSets()
    {
        _tree.Text("classnames.txt", "n01440764 tench").Text("my.tsv", "n01440764\ta_big  fish", "", "n01443537\tgoldfish").Pictures("imagenet-a/n01440764/1.jpg");

        var read = BenchmarkReader.Read(Benchmark.Find("A"), _tree.Root, _tree["my.tsv"]);

        read.Set.Classes.Should().ContainSingle().Which.Name.Should().Be("a big  fish");
        read.ClassNamesFile!.Sha256.Should().Be(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(_tree["my.tsv"]))));
    }

    [Theory]
    [InlineData("tench", "line 2: 'tench' is no wnid and name*'n01440764 tench'*")]
    [InlineData("n0144076 tench", "line 2*")]
    [InlineData("n01440764", "line 2*")]
    [InlineData("n01443537 again", "line 2: n01443537 stands there a second time*")]
    [InlineData("n01440764 te\u0001nch", "line 2*control character*")]
    public void Read_DamagedClassNames_NamesTheLine(string line, string message)
    {
        _tree.Text("classnames.txt", "n01443537 goldfish", line).Pictures("imagenet-a/n01443537/1.jpg");

        Reading("A").Should().Throw<InvalidDataException>().WithMessage($"*{message}");
    }

    [Fact]
    public void Read_ClassNamesOfAnotherEncoding_IsRefused()
    {
        _tree.Text("classnames.txt", "n01443537 goldfish").Pictures("imagenet-a/n01443537/1.jpg");
        File.WriteAllBytes(_tree["classnames.txt"], [.. "n01443537 "u8, 0xE9]);

        Reading("A").Should().Throw<InvalidDataException>().WithMessage("*UTF-8*");
    }

    [Fact]
    public void Read_ValWithoutClassFolders_SaysHowToSortIt()
    {
        WriteNames(3);
        _tree.Pictures("ImageNet/val/ILSVRC2012_val_00000001.JPEG").Text("ImageNet/ILSVRC2012_validation_ground_truth.txt", "490");

        Reading("I").Should().Throw<InvalidDataException>().WithMessage("*val' has pictures without class folders*n01440764/ILSVRC2012_val*ground_truth.txt follow another order*");
    }

    [Fact]
    public void Read_NoClassFolders_NamesWhereTheyWereLookedFor()
    {
        WriteNames(3);
        _tree.Folder("imagenetv2/images");

        Reading("V").Should().Throw<InvalidDataException>().WithMessage("*'n01440764' or '0'*imagenetv2*");
    }

    [Fact]
    public void Read_FolderThatIsNoClass_IsRefused()
    {
        WriteNames(3);
        _tree.Pictures("ImageNet/val/n00000001/1.JPEG", "ImageNet/val/n99999999/1.JPEG", "ImageNet/val/cat/1.JPEG");

        Reading("I").Should().Throw<InvalidDataException>().WithMessage("*2 folders (cat, n99999999) beside the wnids of the 3 classes*");
    }

    [Fact]
    public void Read_ClassFoldersWithoutPictures_IsRefused()
    {
        WriteNames(3);
        _tree.Text("ImageNet/val/n00000001/note.txt", "nothing");

        Reading("I").Should().Throw<InvalidDataException>().WithMessage("*1 class folder*no pictures*");
    }

    [Fact]
    public void Read_FolderOfAnyNameWithWnids_IsTheSetThatWasAskedFor()
    {
        WriteNames(3);
        _tree.Pictures("x/n00000001/1.JPEG");

        var read = BenchmarkReader.Read(Benchmark.Find("R"), _tree["x"]);

        read.Set.Classes.Should().ContainSingle();
        BenchmarkRoot.FindAll(_tree["x"]).Should().BeEmpty();
    }

    [Fact]
    public void Read_WholeSetOfThePublishedSize_HasNoWarning()
    {
        WriteNames(1000);
        var benchmark = new Benchmark("imagenet", "ImageNet", [], [new(BenchmarkLayouts.Zero, "imagenet", "val")]) { Kind = BenchmarkKind.ImageNet, ClassCount = 1000, TestPictures = 2 };
        _tree.Pictures("imagenet/val/n00000001/1.JPEG", "imagenet/val/n00000999/1.JPEG");

        BenchmarkReader.Read(benchmark, _tree.Root).SizeWarning.Should().BeNull();
    }

    [Fact]
    public void Read_SplitFileForImageNet_IsRefused()
    {
        var read = () => BenchmarkReader.Read(ImageNet, _tree.Root, splitFile: "x.json");

        read.Should().Throw<ArgumentException>().WithMessage("*no split file*");
    }

    public void Dispose() => _tree.Dispose();

    private Action Reading(string name) => () => BenchmarkReader.Read(Benchmark.Find(name), _tree.Root);

    private void WriteNames(int count) =>
        _tree.Text("classnames.txt", [.. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"n{i:D8} class {i}"))]);
}
