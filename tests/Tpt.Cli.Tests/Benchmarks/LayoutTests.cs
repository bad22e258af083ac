using Tpt.Cli.Benchmarks;

namespace Tpt.Cli.Tests.Benchmarks;

public sealed class LayoutTests : IDisposable
{
    private readonly SetTree _tree = new();

    /// <summary>Every set in every layout: name, layout, the prompts' names, and the name and label of each picture.</summary>
    public static TheoryData<string, string, string, string> Sets()
    {
        (string Id, string Classes, string Pictures)[] expected =
        [
            ("imagenet", "tench|goldfish|great white shark", "n01440764/picture_0.JPEG=0|n01443537/picture_1.JPEG=1|n01484850/picture_2.JPEG=2"),
            ("imagenet-a", "tench|great white shark", "n01440764/picture_0.JPEG=0|n01484850/picture_1.JPEG=1"),
            ("imagenet-v2", "tench|goldfish|great white shark", "0/picture_0.JPEG=0|1/picture_1.JPEG=1|2/picture_2.JPEG=2"),
            ("imagenet-r", "tench|great white shark", "n01440764/picture_0.JPEG=0|n01484850/picture_1.JPEG=1"),
            ("imagenet-sketch", "tench|goldfish|great white shark", "n01440764/picture_0.JPEG=0|n01443537/picture_1.JPEG=1|n01484850/picture_2.JPEG=2"),
            ("flowers102", "pink primrose|hard-leaved pocket orchid", "image_06765.jpg=0|image_05145.jpg=1|image_06766.jpg=0"),
            ("dtd", "banded|polka-dotted", "polka-dotted/polka-dotted_0001.jpg=1|banded/banded_0002.jpg=0"),
            ("oxford-pets", "abyssinian|american bulldog", "Abyssinian_201.jpg=0|american_bulldog_203.jpg=1"),
            ("stanford-cars", "2000 AM General Hummer SUV|2012 Acura TL Sedan", "cars_test/00001.jpg=1|cars_test/00002.jpg=0"),
            ("ucf101", "Apply Eye Makeup|Yo Yo", "Apply_Eye_Makeup/v_ApplyEyeMakeup_g01_c01.jpg=0|Yo_Yo/v_YoYo_g01_c01.jpg=1"),
            ("caltech101", "face|accordion|car side", "Faces/image_0001.jpg=0|accordion/image_0002.jpg=1|car_side/image_0001.jpg=2"),
            ("food101", "apple pie|waffles", "apple_pie/1005649.jpg=0|waffles/1006.jpg=1"),
            ("sun397", "abbey|outdoor apartment building", "a/abbey/sun_aaa.jpg=0|a/apartment_building/outdoor/sun_bbb.jpg=1"),
            ("fgvc-aircraft", "707-320|Challenger 600", "0481847.jpg=1|1514522.jpg=0"),
            ("eurosat", "Annual Crop Land|Sea or Lake", "AnnualCrop/AnnualCrop_1.jpg=0|SeaLake/SeaLake_2.jpg=1"),
        ];
        TheoryData<string, string, string, string> data = [];
        foreach (var (id, classes, pictures) in expected)
        {
            foreach (var layout in GeneratedSet.Layouts)
            {
                // ZERO's cars are one test picture in tables.
                data.Add(id, layout.ToString(), classes, id == "stanford-cars" && layout == BenchmarkLayouts.Zero ? "test/00002.jpg=1" : pictures);
            }
        }
        return data;
    }

    [Theory, MemberData(nameof(Sets))]
    public void Read_EachSetInEachLayout_HasItsClassesAndPictures(string id, string layoutName, string classes, string pictures)
    {
        var (benchmark, layout) = (Benchmark.Find(id), Enum.Parse<BenchmarkLayouts>(layoutName));
        GeneratedSet.Write(_tree, benchmark, layout);

        var read = BenchmarkReader.Read(benchmark, _tree.Root);

        string.Join('|', read.Set.Classes.Select(one => one.Name)).Should().Be(classes);
        string.Join('|', read.Set.Pictures.Select(one => $"{one.Name}={one.Label}")).Should().Be(pictures);
        read.Layouts.Should().HaveFlag(layout);
        read.Set.Name.Should().Be(id);
        read.Set.Pictures.Should().OnlyContain(picture => File.Exists(picture.Path));
        read.SizeWarning.Should().Contain($"{benchmark.TestPictures} in {benchmark.ClassCount}");
    }

    [Theory, MemberData(nameof(Sets))]
    public void Read_RootIsTheSetsOwnFolder_ReadsTheSame(string id, string layoutName, string classes, string pictures)
    {
        var (benchmark, layout) = (Benchmark.Find(id), Enum.Parse<BenchmarkLayouts>(layoutName));
        var folder = GeneratedSet.Write(_tree, benchmark, layout);

        var read = BenchmarkReader.Read(benchmark, _tree[folder]);

        string.Join('|', read.Set.Classes.Select(one => one.Name)).Should().Be(classes);
        string.Join('|', read.Set.Pictures.Select(one => $"{one.Name}={one.Label}")).Should().Be(pictures);
        read.Layouts.Should().HaveFlag(layout);
        read.Remarks.Should().NotContain(remark => remark.Contains("There is also"));
    }

    [Theory]
    [InlineData("Reference")]
    [InlineData("CoOp")]
    [InlineData("Zero")]
    public void FindAll_RootWithAllSets_FindsThe15(string layout)
    {
        foreach (var benchmark in Benchmark.All)
        {
            GeneratedSet.Write(_tree, benchmark, Enum.Parse<BenchmarkLayouts>(layout));
        }

        BenchmarkRoot.FindAll(_tree.Root).Should().Equal(Benchmark.All);
    }

    [Fact]
    public void FindAll_FolderWithNothingButTheClassNames_IsNoSet()
    {
        _tree.Text("imagenet/classnames.txt", "n01440764 tench").Pictures("DTD/images/banded/1.jpg");

        BenchmarkRoot.FindAll(_tree.Root).Select(one => one.Id).Should().Equal("dtd");
    }

    [Theory]
    [InlineData("OXFORD-flowers")]
    [InlineData("Oxford Flowers 102")]
    [InlineData("flowers102")]
    public void Read_FolderInAnotherSpelling_IsFound(string folder)
    {
        _tree.Split($"{folder}/SPLIT_ZHOU_OxfordFlowers.json", [["1.jpg", 0, "rose"]]).Pictures($"{folder}/JPG/1.jpg");

        var read = BenchmarkReader.Read(Benchmark.Find("flowers102"), _tree.Root);

        read.Set.Pictures.Should().ContainSingle().Which.Path.Should().Be(_tree[$"{folder}/JPG/1.jpg"]);
    }

    [Fact]
    public void Read_FolderIsALink_IsFollowed()
    {
        _tree.Split("store/x/split_zhou_DescribableTextures.json", [["banded/1.jpg", 0, "banded"]]).Pictures("store/x/images/banded/1.jpg").Folder("data");
        Directory.CreateSymbolicLink(_tree["data/dtd"], _tree["store/x"]);

        BenchmarkReader.Read(Benchmark.Find("dtd"), _tree["data"]).Set.Pictures.Should().ContainSingle();
    }

    [Fact]
    public void Read_TwoFoldersOfOneSet_TakesTheFirstLayoutsAndNamesTheOther()
    {
        GeneratedSet.Write(_tree, Benchmark.Find("caltech101"), BenchmarkLayouts.CoOp);
        GeneratedSet.Write(_tree, Benchmark.Find("caltech101"), BenchmarkLayouts.Reference);

        var read = BenchmarkReader.Read(Benchmark.Find("caltech101"), _tree.Root);

        read.LayoutName.Should().Be("TPT");
        read.Remarks.Should().ContainSingle(remark => remark.Contains(_tree["caltech-101"]));
    }

    [Fact]
    public void Read_RootWithoutTheSet_NamesTheFoldersThatWouldDo()
    {
        _tree.Folder("food101");

        var read = () => BenchmarkReader.Read(Benchmark.Find("pets"), _tree.Root);

        read.Should().Throw<DirectoryNotFoundException>().WithMessage("*'OxfordPets' (TPT), 'oxford_pets' (CoOp, ZERO)*There is food101.*");
    }

    [Fact]
    public void Read_NoRoot_SaysSo()
    {
        var read = () => BenchmarkReader.Read(Benchmark.Find("pets"), _tree["nowhere"]);

        read.Should().Throw<DirectoryNotFoundException>().WithMessage("*nowhere*");
    }

    public void Dispose() => _tree.Dispose();
}
