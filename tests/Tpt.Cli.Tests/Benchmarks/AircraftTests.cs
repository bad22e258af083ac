using Tpt.Cli.Benchmarks;

namespace Tpt.Cli.Tests.Benchmarks;

public sealed class AircraftTests : IDisposable
{
    private readonly SetTree _tree = new();

    [Fact]
    public void Read_ClassesWithBlanksAndNumbersWithZeros_KeepThem()
    {
        Write(["DC-9-30", "Challenger 600", "F-16A/B"], "0062765 Challenger 600", "1514522 F-16A/B\r");

        var read = BenchmarkReader.Read(Benchmark.Find("aircraft"), _tree.Root);

        read.Set.Pictures.Select(one => $"{one.Name}={read.Set.Classes[one.Label].Name}").Should().Equal("0062765.jpg=Challenger 600", "1514522.jpg=F-16A/B");
        read.SplitFile!.Path.Should().Be(_tree["fgvc_aircraft/images_variant_test.txt"]);
        read.LayoutName.Should().Be("TPT, CoOp, ZERO");
        read.Remarks.Should().Contain("Without test pictures, but competing: 1 class (DC-9-30).");
    }

    [Theory]
    [InlineData("0062765 Concorde", "line 2: '0062765 Concorde' is no number")]
    [InlineData("0062765", "line 2: '0062765' is no number")]
    [InlineData("1514522 DC-9-30", "line 2: the picture 1514522.jpg stands there a second time")]
    [InlineData("../x DC-9-30", "step up")]
    [InlineData("0000001 DC-9-30", "lacks 1 of the 2 test pictures*0000001.jpg")]
    public void Read_DamagedList_NamesTheLine(string line, string message)
    {
        Write(["DC-9-30"], "1514522 DC-9-30");
        _tree.Text("fgvc_aircraft/images_variant_test.txt", "1514522 DC-9-30", line);

        Reading().Should().Throw<InvalidDataException>().WithMessage($"*{message}*");
    }

    [Fact]
    public void Read_ClassTwice_NamesTheLine()
    {
        Write(["DC-9-30", "707", "DC-9-30"], "1514522 DC-9-30");

        Reading().Should().Throw<InvalidDataException>().WithMessage("*variants.txt', line 3*'DC-9-30'*second time*");
    }

    [Theory]
    [InlineData("variants.txt")]
    [InlineData("images_variant_test.txt")]
    public void Read_ListMissing_SaysWhereItComesFrom(string name)
    {
        Write(["DC-9-30"], "1514522 DC-9-30");
        File.Delete(_tree[$"fgvc_aircraft/{name}"]);

        Reading().Should().Throw<FileNotFoundException>().WithMessage($"*no '{name}'*fgvc-aircraft-2013b.tar.gz*");
    }

    public void Dispose() => _tree.Dispose();

    private Action Reading() => () => BenchmarkReader.Read(Benchmark.Find("aircraft"), _tree.Root);

    private void Write(string[] classes, params string[] lines) => _tree
        .Text("fgvc_aircraft/variants.txt", classes)
        .Text("fgvc_aircraft/images_variant_test.txt", lines)
        .Pictures([.. lines.Select(line => $"fgvc_aircraft/images/{line.Split(' ')[0]}.jpg")]);
}
