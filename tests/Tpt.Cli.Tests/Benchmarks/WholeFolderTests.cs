using Tpt.Cli.Benchmarks;

namespace Tpt.Cli.Tests.Benchmarks;

public sealed class WholeFolderTests : IDisposable
{
    private readonly SetTree _tree = new();

    [Theory]
    [InlineData("caltech101", "caltech-101/101_ObjectCategories", "BACKGROUND_Google|Faces|Faces_easy|Leopards|Motorbikes|airplanes|car_side", "face|leopard|motorbike|airplane|car side")]
    [InlineData("eurosat", "eurosat/2750", "AnnualCrop|Forest|HerbaceousVegetation|Highway|Industrial|Pasture|PermanentCrop|Residential|River|SeaLake",
        "Annual Crop Land|Forest|Herbaceous Vegetation Land|Highway or Road|Industrial Buildings|Pasture Land|Permanent Crop Land|Residential Buildings|River|Sea or Lake")]
    [InlineData("sun397", "sun397/SUN397", "a/abbey|a/apartment_building/outdoor|t/theater/indoor_seats", "abbey|outdoor apartment building|indoor seats theater")]
    [InlineData("ucf101", "UCF101", "ApplyEyeMakeup|Apply_Lipstick|YoYo", "Apply Eye Makeup|Apply Lipstick|Yo Yo")]
    [InlineData("dtd", "dtd/images", "banded|polka-dotted", "banded|polka-dotted")]
    [InlineData("food101", "food-101/images", "apple_pie|waffles", "apple pie|waffles")]
    [InlineData("stanford-cars", "stanford_cars/images", "AM General Hummer SUV 2000|Acura TL Type-S 2008", "2000 AM General Hummer SUV|2008 Acura TL Type-S")]
    public void Read_ClassFoldersWithoutASplit_HaveCoOpsNamesAndARemark(string id, string images, string folders, string names)
    {
        _tree.Pictures([.. folders.Split('|').Select(folder => $"{images}/{folder}/1.jpg")]);

        var read = BenchmarkReader.Read(Benchmark.Find(id), _tree.Root);

        string.Join('|', read.Set.Classes.Select(one => one.Name)).Should().Be(names);
        read.Set.Pictures.Select(one => one.Label).Should().Equal(Enumerable.Range(0, read.Set.Classes.Count));
        read.SplitFile.Should().BeNull();
        read.Remarks.Should().ContainSingle(remark => remark.Contains("not the test set of the paper"));
    }

    [Fact]
    public void Read_PetsWithoutASplit_HaveTheirBreedsFromTheFilesNames()
    {
        _tree.Pictures("oxford_pets/images/Abyssinian_1.jpg", "oxford_pets/images/american_bulldog_10.jpg", "oxford_pets/images/Bengal_2.jpg", "oxford_pets/images/Abyssinian_2.jpg")
            .Text("oxford_pets/images/Abyssinian_100.mat", "x");

        var set = BenchmarkReader.Read(Benchmark.Find("pets"), _tree.Root).Set;

        set.Classes.Select(one => one.Name).Should().Equal("abyssinian", "american bulldog", "bengal");
        set.Pictures.Select(one => $"{one.Name}={one.Label}").Should().Equal("Abyssinian_1.jpg=0", "Abyssinian_2.jpg=0", "american_bulldog_10.jpg=1", "Bengal_2.jpg=2");
    }

    [Theory]
    [InlineData("flowers102", "oxford_flowers/jpg/image_00001.jpg")]
    [InlineData("stanford-cars", "stanford_cars/cars_test/00001.jpg")]
    public void Read_NeitherSplitNorClassFolders_SaysWhereTheSplitComesFrom(string id, string picture)
    {
        _tree.Pictures(picture);

        var read = () => BenchmarkReader.Read(Benchmark.Find(id), _tree.Root);

        read.Should().Throw<FileNotFoundException>().WithMessage($"*There is no '{Benchmark.Find(id).SplitFileName}' in '{_tree[picture.Split('/')[0]]}'*DATASETS.md of KaiyangZhou/CoOp*");
    }

    public void Dispose() => _tree.Dispose();
}
