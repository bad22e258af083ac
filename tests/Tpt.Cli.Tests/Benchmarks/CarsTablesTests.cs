using Tpt.Cli.Benchmarks;

namespace Tpt.Cli.Tests.Benchmarks;

public sealed class CarsTablesTests : IDisposable
{
    private readonly SetTree _tree = new();

    [Fact]
    public void Read_NamesInAColumn_HaveTheYearInFront()
    {
        Write("filename,class_idx,class_name", "test/1.jpg,0,AM General Hummer SUV 2000", "test/2.jpg,1,\"Ram C/V, Cargo \"\"Van\"\" 2012\"", "train/3.jpg,0,AM General Hummer SUV 2000");

        var read = BenchmarkReader.Read(Benchmark.Find("cars"), _tree.Root);

        read.Set.Classes.Select(one => one.Name).Should().Equal("2000 AM General Hummer SUV", "2012 Ram C/V, Cargo \"Van\"");
        read.Set.Pictures.Select(one => $"{one.Name}={one.Label}").Should().Equal("test/2.jpg=1", "test/1.jpg=0");
        read.LayoutName.Should().Be("ZERO");
        read.SplitFile!.Path.Should().Be(_tree["stanford_cars/annots/split_coop.csv"]);
    }

    [Fact]
    public void Read_NamesOfTheUser_AreTakenByLabel()
    {
        Write("filename,class_idx", "test/1.jpg,0", "test/2.jpg,1");
        _tree.Text("names.txt", "2000 Hummer", "2012 Ram");

        var read = BenchmarkReader.Read(Benchmark.Find("cars"), _tree.Root, _tree["names.txt"]);

        read.Set.Classes.Select(one => one.Name).Should().Equal("2000 Hummer", "2012 Ram");
        read.ClassNamesFile!.Path.Should().Be(_tree["names.txt"]);
    }

    [Fact]
    public void Read_NoNamesAnywhere_SaysWhatIsNeeded()
    {
        Write("filename,class_idx", "test/1.jpg,0", "test/2.jpg,1");

        Reading().Should().Throw<FileNotFoundException>().WithMessage("*no names for the 2 classes*split_zhou_StanfordCars.json*");
    }

    [Fact]
    public void Read_SplitWithOtherClasses_IsRefused()
    {
        Write("filename,class_idx", "test/1.jpg,0", "test/2.jpg,1");
        _tree.Split("split_zhou_StanfordCars.json", [["1.jpg", 0, "2000 Hummer"]]);

        Reading().Should().Throw<InvalidDataException>().WithMessage("*1 class names*labels from 0 to 1*");
    }

    [Theory]
    [InlineData("no column 'class_idx'", "filename,label", "test/1.jpg,0", "test/2.jpg,1")]
    [InlineData("label 'x' of 'test/2.jpg' is no whole number", "filename,class_idx", "test/1.jpg,0", "test/2.jpg,x")]
    [InlineData("label '-1'", "filename,class_idx", "test/1.jpg,0", "test/2.jpg,-1")]
    [InlineData("label '2000000000'", "filename,class_idx", "test/1.jpg,0", "test/2.jpg,2000000000")]
    [InlineData("'test/1.jpg' twice", "filename,class_idx", "test/1.jpg,0", "test/1.jpg,1")]
    [InlineData("no label for 'test/2.jpg'", "filename,class_idx", "test/1.jpg,0")]
    [InlineData("line 2: 'test/1.jpg' has 1 values, and the first line 2", "filename,class_idx", "test/1.jpg")]
    [InlineData("no row with the label 1", "filename,class_idx,name", "test/1.jpg,0,a", "test/2.jpg,2,b")]
    public void Read_DamagedLabels_SaysWhat(string message, params string[] lines)
    {
        Write(lines);

        Reading().Should().Throw<InvalidDataException>().WithMessage($"*labels.csv*{message}*".Replace("*labels.csv*no label", "*labels.csv' has no label", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("has no row whose 'split' is 'test'", "filename,split", "test/1.jpg,val")]
    [InlineData("step up", "filename,split", "../1.jpg,test")]
    [InlineData("the picture 'test/1.jpg' twice", "filename,split", "test/1.jpg,test", "test/1.jpg,test")]
    [InlineData("no column 'split'", "filename,part", "test/1.jpg,test")]
    public void Read_DamagedParts_SaysWhat(string message, params string[] lines)
    {
        Write("filename,class_idx,name", "test/1.jpg,0,a", "../1.jpg,0,a");
        _tree.Text("stanford_cars/annots/split_coop.csv", lines);

        Reading().Should().Throw<InvalidDataException>().WithMessage($"*{message}*");
    }

    [Fact]
    public void Read_LabelsMissing_SaysSo()
    {
        Write("filename,class_idx", "test/1.jpg,0");
        File.Delete(_tree["stanford_cars/annots/labels.csv"]);

        Reading().Should().Throw<FileNotFoundException>().WithMessage("*no 'labels.csv' beside it*");
    }

    public void Dispose() => _tree.Dispose();

    private Action Reading() => () => BenchmarkReader.Read(Benchmark.Find("cars"), _tree.Root);

    private void Write(params string[] labels) => _tree
        .Text("stanford_cars/annots/split_coop.csv", "filename,split", "test/2.jpg,test", "train/3.jpg,train", "test/1.jpg,test")
        .Text("stanford_cars/annots/labels.csv", labels)
        .Pictures("stanford_cars/images/test/1.jpg", "stanford_cars/images/test/2.jpg", "stanford_cars/images/train/3.jpg");
}
