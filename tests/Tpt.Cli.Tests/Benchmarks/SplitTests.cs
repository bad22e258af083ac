using System.Security.Cryptography;
using Tpt.Cli.Benchmarks;

namespace Tpt.Cli.Tests.Benchmarks;

public sealed class SplitTests : IDisposable
{
    private const string Json = "dtd/split_zhou_DescribableTextures.json";

    private readonly SetTree _tree = new();

    private static Benchmark Dtd => Benchmark.Find("dtd");

    [Theory]
    [InlineData("sets/dtd")]
    [InlineData("sets")]
    [InlineData("sets/data_splits")]
    [InlineData("sets/data/data_splits")]
    [InlineData("sets/dtd/data_splits")]
    [InlineData("data_splits")]
    [InlineData("data/data_splits")]
    public void Read_SplitFileInOneOfItsPlaces_IsFound(string place)
    {
        var json = $"{place}/split_zhou_DescribableTextures.json";
        _tree.Split(json, [["banded/1.jpg", 0, "banded"]]).Pictures("sets/dtd/images/banded/1.jpg");

        var file = BenchmarkReader.Read(Dtd, _tree["sets"]).SplitFile;

        file.Should().Be(new SourceFile(_tree[json], Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_tree[json])))));
    }

    [Fact]
    public void Read_SplitFileOfTheUser_GoesBeforeTheSets()
    {
        Write([["banded/1.jpg", 0, "banded"]]);
        _tree.Split("mine.json", [["x/2.jpg", 0, "striped"]]).Pictures("dtd/images/x/2.jpg");

        var read = BenchmarkReader.Read(Dtd, _tree.Root, splitFile: _tree["mine.json"]);

        read.Set.Pictures.Should().ContainSingle().Which.Name.Should().Be("x/2.jpg");
        read.SplitFile!.Path.Should().Be(_tree["mine.json"]);
    }

    [Fact]
    public void Read_SplitFileOfTheUserAndAFolderOfAnyName_IsRead()
    {
        _tree.Split("mine.json", [["x/2.jpg", 0, "striped"]]).Pictures("textures-of-2014/here/x/2.jpg");

        BenchmarkReader.Read(Dtd, _tree["textures-of-2014/here"], splitFile: _tree["mine.json"]).Set.Pictures.Should().ContainSingle();
    }

    [Fact]
    public void Read_ClassWithTrainPicturesOnly_CompetesAllTheSameAndIsNamed()
    {
        Write([["a/1.jpg", 2, "c_c"], ["a/2.jpg", 0, "a_a"]], [["b/9.jpg", 1, "b_b"]]);

        var read = BenchmarkReader.Read(Dtd, _tree.Root);

        read.Set.Classes.Select(one => $"{one.Label}:{one.Name}").Should().Equal("a_a:a a", "b_b:b b", "c_c:c c");
        read.Remarks.Should().Contain("Without test pictures, but competing: 1 class (b_b).");
    }

    [Fact]
    public void Read_TwoClassesOfOneName_HaveTheirIndexInTheLabel()
    {
        Write([["a/1.jpg", 0, "same"], ["a/2.jpg", 1, "same"], ["a/3.jpg", 2, "other"]]);

        BenchmarkReader.Read(Dtd, _tree.Root).Set.Classes.Select(one => $"{one.Label}={one.Name}").Should().Equal("same #0=same", "same #1=same", "other=other");
    }

    [Fact]
    public void Read_NamesOfTheUser_TakeThePlaceOfTheSplits()
    {
        Write([["a/1.jpg", 0, "a"], ["a/2.jpg", 1, "b"]]);
        _tree.Text("names.txt", "first_one", "second");

        var read = BenchmarkReader.Read(Dtd, _tree.Root, _tree["names.txt"]);

        read.Set.Classes.Select(one => $"{one.Label}={one.Name}").Should().Equal("a=first one", "b=second");
        read.ClassNamesFile!.Path.Should().Be(_tree["names.txt"]);
    }

    [Fact]
    public void Read_TooFewNamesOfTheUser_IsRefused()
    {
        Write([["a/1.jpg", 0, "a"], ["a/2.jpg", 1, "b"]]);
        _tree.Text("names.txt", "one");

        var read = () => BenchmarkReader.Read(Dtd, _tree.Root, _tree["names.txt"]);

        read.Should().Throw<InvalidDataException>().WithMessage("*names.txt' has 1 names for 2 classes (a, b)*");
    }

    [Fact]
    public void Read_PicturesMissing_IsRefusedWithTheFirstAndTheirNumber()
    {
        Write([.. Enumerable.Range(0, 9).Select(i => new object[] { $"a/{i}.jpg", 0, "a" })]);
        foreach (var i in Enumerable.Range(2, 7))
        {
            File.Delete(_tree[$"dtd/images/a/{i}.jpg"]);
        }

        Reading().Should().Throw<InvalidDataException>().WithMessage("*images' lacks 7 of the 9 test pictures*a/2.jpg, a/3.jpg, a/4.jpg, a/5.jpg, a/6.jpg, and 2 more*take them out of a copy*");
    }

    [Fact]
    public void Read_NamesInOtherCase_AreFoundAndCounted()
    {
        Write([["Banded/Banded_1.JPG", 0, "banded"], ["dotted/1.jpg", 1, "dotted"]]);
        Directory.Move(_tree["dtd/images/Banded"], _tree["dtd/images/x"]);
        _tree.Pictures("dtd/images/banded/banded_1.jpg");

        var read = BenchmarkReader.Read(Dtd, _tree.Root);

        read.Set.Pictures[0].Path.Should().Be(_tree["dtd/images/banded/banded_1.jpg"]);
        read.Set.Pictures[0].Name.Should().Be("Banded/Banded_1.JPG");
        read.Remarks.Should().Contain("Found under a name in other case: 1 picture (Banded/Banded_1.JPG).");
    }

    [Fact]
    public void Read_TwoNamesOfOnePicture_IsRefused()
    {
        Write([["a/x.jpg", 0, "a"], ["a/X.jpg", 0, "a"]]);
        File.Delete(_tree["dtd/images/a/X.jpg"]);
        _tree.Pictures("dtd/images/a/x.jpg");

        Reading().Should().Throw<InvalidDataException>().WithMessage("*twice, as 'a/x.jpg' and as 'a/X.jpg'*");
    }

    [Fact]
    public void Read_NoPicturesAtAll_NamesTheFoldersThatWereTried()
    {
        _tree.Split(Json, [["a/1.jpg", 0, "a"]]).Folder("dtd/images");

        Reading().Should().Throw<InvalidDataException>().WithMessage($"*None of the first test pictures*a/1.jpg*'{_tree["dtd/images"]}', '{_tree["dtd"]}'*");
    }

    [Fact]
    public void Read_PathsOfWindows_AreUnderstood()
    {
        _tree.Split(Json, [["a\\1.jpg", 0, "a"]]).Pictures("dtd/images/a/1.jpg");

        BenchmarkReader.Read(Dtd, _tree.Root).Set.Pictures.Should().ContainSingle().Which.Name.Should().Be("a/1.jpg");
    }

    [Theory]
    [InlineData("""{"test": [["a/1.jpg", 0, "a"], ["a/1.jpg", 0, "a"]]}""", "entry 1 of 'test' has the picture 'a/1.jpg' a second time")]
    [InlineData("""{"test": [["a/1.jpg", 0, "a"], ["a/2.jpg", 0, "b"]]}""", "entry 1 of 'test' calls class 0 'b', which was 'a' before")]
    [InlineData("""{"train": [["a/0.jpg", 0, "z"]], "test": [["a/1.jpg", 0, "a"]]}""", "entry 0 of 'test' calls class 0 'a'")]
    [InlineData("""{"test": [["a/1.jpg", 0, "a"], ["a/2.jpg", 2, "c"]]}""", "no entry has the label 1, though there is a label 2")]
    [InlineData("""{"test": [["a/1.jpg", 1, "a"]]}""", "no entry has the label 0")]
    [InlineData("""{"test": [["a/1.jpg", -1, "a"]]}""", "the label -1")]
    [InlineData("""{"test": [["a/1.jpg", 1.5, "a"]]}""", "the label 1.5")]
    [InlineData("""{"test": [["a/1.jpg", 99999999999999999999, "a"]]}""", "the label 99999999999999999999")]
    [InlineData("""{"test": [["a/1.jpg", 2000000000, "a"]]}""", "the label 2000000000")]
    [InlineData("""{"test": [["a/1.jpg", "0", "a"]]}""", "entry 0 of 'test' is not [path, label, class name]")]
    [InlineData("""{"test": [["a/1.jpg", 0]]}""", "entry 0 of 'test' is not [path, label, class name]")]
    [InlineData("""{"test": [["a/1.jpg", 0, ""]]}""", "the class name ''")]
    [InlineData("""{"test": [["a/1.jpg", 0, "_"]]}""", "gives no name")]
    [InlineData("""{"test": [["a/1.jpg", 0, "a\nb"]]}""", "the class name 'a\\u000Ab'")]
    [InlineData("""{"test": [["../1.jpg", 0, "a"]]}""", "the path '../1.jpg' has an empty part or a step up")]
    [InlineData("""{"test": [["a/../../1.jpg", 0, "a"]]}""", "step up")]
    [InlineData("""{"test": [["/etc/1.jpg", 0, "a"]]}""", "is absolute")]
    [InlineData("""{"test": [["C:\\1.jpg", 0, "a"]]}""", "is absolute")]
    [InlineData("""{"test": [["a//1.jpg", 0, "a"]]}""", "empty part")]
    [InlineData("""{"test": [["a\u0000.jpg", 0, "a"]]}""", "control character")]
    [InlineData("""{"test": [["", 0, "a"]]}""", "is empty or too long")]
    [InlineData("""{"test": []}""", "its part 'test' is empty")]
    [InlineData("""{"test": {}}""", "its part 'test' is no list")]
    [InlineData("""{"train": []}""", "it has no part 'test'")]
    [InlineData("""[]""", "it has no part 'test'")]
    [InlineData("""{"test": [], "test": []}""", "is no JSON")]
    [InlineData("""{"test": [["\ud800", 0, "a"]]}""", "is no JSON")]
    [InlineData("{\"test\": [[\"a/1.jpg\", 0, ", "is no JSON")]
    [InlineData("<html>", "is no JSON")]
    public void Read_DamagedSplit_SaysWhereAndWhat(string json, string message)
    {
        _tree.Text(Json, json).Pictures("dtd/images/a/1.jpg", "dtd/images/a/2.jpg");

        var error = Reading().Should().Throw<InvalidDataException>().Which.Message;

        error.Should().Contain(message).And.Contain("split_zhou_DescribableTextures.json").And.Match(text => text.Length < 2000);
    }

    [Fact]
    public void Read_SplitNestedWithoutEnd_IsRefused()
    {
        _tree.Text(Json, new string('[', 100_000)).Pictures("dtd/images/a/1.jpg");

        Reading().Should().Throw<InvalidDataException>().WithMessage("*is no JSON*");
    }

    [Fact]
    public void Read_EmptySplit_IsRefused()
    {
        _tree.Pictures("dtd/images/a/1.jpg");
        File.WriteAllBytes(_tree[Json], []);

        Reading().Should().Throw<InvalidDataException>().WithMessage("*0 bytes*");
    }

    [Fact]
    public void Read_SplitOfFortyMegabytes_IsRefusedBeforeItIsRead()
    {
        _tree.Pictures("dtd/images/a/1.jpg");
        using (var file = File.Create(_tree[Json]))
        {
            file.SetLength(40 << 20);
        }

        Reading().Should().Throw<InvalidDataException>().WithMessage("*at most 32 MiB*");
    }

    [Fact]
    public void Read_SplitWithRandomDamage_GivesASetOrSaysWhy()
    {
        Write([["a/1.jpg", 0, "a"], ["b/2.jpg", 1, "b b"]], [["c/3.jpg", 2, "c"]]);
        var whole = File.ReadAllBytes(_tree[Json]);
        var random = new Random(7);
        var (sets, errors) = (0, 0);
        for (var i = 0; i < 300; i++)
        {
            var damaged = (byte[])whole.Clone();
            for (var j = 0; j <= i % 3; j++)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }
            File.WriteAllBytes(_tree[Json], damaged);
            try
            {
                BenchmarkReader.Read(Dtd, _tree.Root).Set.Pictures.Should().HaveCount(2);
                sets++;
            }
            catch (InvalidDataException e)
            {
                e.Message.Length.Should().BeLessThan(2000);
                errors++;
            }
        }
        (sets > 0 && errors > 0).Should().BeTrue();
    }

    public void Dispose() => _tree.Dispose();

    private Action Reading() => () => BenchmarkReader.Read(Dtd, _tree.Root);

    private void Write(object[][] test, object[][]? train = null) =>
        _tree.Split(Json, test, train).Pictures([.. test.Select(entry => $"dtd/images/{entry[0]}")]);
}
