using TorchSharp;
using Tpt.Engine.Checkpoints.Pickles;
using Tpt.Engine.Checkpoints.Storage;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints;

/// <summary>Weights in files of <c>torch.save</c>.</summary>
public sealed class TorchCheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    private string Path => _folder.File("weights.pt");

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(TorchStorageLayout.Own)]
    [InlineData(TorchStorageLayout.Transposed)]
    [InlineData(TorchStorageLayout.Window)]
    [InlineData(TorchStorageLayout.EveryThird)]
    public void Read_TensorsInAnyLayout_GivesTheStoredBits(object layout)
    {
        var stored = Tensors();
        TorchArchiveWriter.Write(Path, stored, (TorchStorageLayout)layout);

        using var checkpoint = TorchCheckpoint.Open(Path);

        checkpoint.Names.Should().BeEquivalentTo(stored.Keys);
        foreach (var (name, expected) in stored)
        {
            checkpoint.ShapeOf(name).Should().Equal(expected.shape);
            checkpoint.DTypeOf(name).Should().Be(expected.dtype);
            Same(checkpoint.Read(name), expected, name);
        }
    }

    [Theory]
    [InlineData(TorchStorageLayout.Own)]
    [InlineData(TorchStorageLayout.Transposed)]
    [InlineData(TorchStorageLayout.Window)]
    [InlineData(TorchStorageLayout.EveryThird)]
    public void ReadRows_PartOfATensor_GivesTheseRowsAlone(object layout)
    {
        var stored = Tensors().Where(tensor => tensor.Value.dim() > 0 && tensor.Value.shape[0] > 0).ToDictionary();
        TorchArchiveWriter.Write(Path, stored, (TorchStorageLayout)layout);

        using var checkpoint = TorchCheckpoint.Open(Path);

        foreach (var (name, whole) in stored)
        {
            var third = Math.Max(1, whole.shape[0] / 3);
            Same(checkpoint.ReadRows(name, whole.shape[0] - third, third), whole[^(int)third..], name);
            Same(checkpoint.ReadRows(name, 0, third), whole[..(int)third], name);
        }
    }

    /// <summary>Six numbers that lie 800 MB apart: more than that must not be read, nor held. The file is sparse.</summary>
    [Fact]
    public void Read_NumbersFarApart_TakesLittleMemory()
    {
        const int Stride = 200_000_000;
        SparseTorchArchive.Write(Path, new PickleBuilder().Dict(("a", p => p.Tensor("FloatStorage", "0", (5 * Stride) + 1, 0, [6, 1], [Stride, 1]))), (5 * Stride) + 1, [2.5f]);
        using var checkpoint = TorchCheckpoint.Open(Path);

        var before = Environment.WorkingSet;
        var read = checkpoint.Read("a");

        read.data<float>().ToArray().Should().Equal(0, 0, 0, 0, 0, 2.5f);
        (Environment.WorkingSet - before).Should().BeLessThan(1_000_000_000, "the storage has 4 GB");
    }

    [Theory]
    [InlineData("state_dict")]
    [InlineData("model")]
    [InlineData("model_state_dict")]
    [InlineData("module")]
    [InlineData("ema_state_dict")]
    [InlineData("the one dictionary with tensors")]
    public void Open_WeightsAmongTheStateOfATraining_AreFound(string key)
    {
        var weights = Tensors();
        var writer = new TorchArchiveWriter();
        writer.Save(Path, new PickleBuilder().Dict(
            ("epoch", p => p.Int(3)),
            ("name", p => p.Text("a run")),
            ("args", p => p.Global("argparse", "Namespace").Op(PickleOpcode.EmptyTuple, PickleOpcode.NewObj).Dict(("lr", q => q.Float(1e-3))).Op(PickleOpcode.Build)),
            ("best", p => p.Global("numpy.core.multiarray", "scalar")
                .Global("numpy", "dtype").Text("f8").Op(PickleOpcode.NewFalse, PickleOpcode.NewTrue, PickleOpcode.Tuple3, PickleOpcode.Reduce)
                .Global("_codecs", "encode").Text("x").Text("latin1").Op(PickleOpcode.Tuple2, PickleOpcode.Reduce).Op(PickleOpcode.Tuple2, PickleOpcode.Reduce)),
            (key, p => p.StateDict(writer.Items(weights))),
            ("optimizer", p => p.Dict(("state", q => q
                .Op(PickleOpcode.EmptyDict).Int(0).Dict(writer.Items(new Dictionary<string, Tensor> { ["exp_avg"] = ones(3), ["step"] = tensor(1f) }).ToArray()).Op(PickleOpcode.SetItem)))),
            ("scaler", p => p.Dict(("scale", q => q.Float(65536)), ("growth_interval", q => q.Int(2000))))));

        using var checkpoint = TorchCheckpoint.Open(Path);

        checkpoint.Names.Should().BeEquivalentTo(weights.Keys);
        Same(checkpoint.Read("F32"), weights["F32"], "F32");
    }

    [Fact]
    public void Open_TwoSetsOfWeights_NamesThem()
    {
        var writer = new TorchArchiveWriter();
        writer.Save(Path, new PickleBuilder().Dict(
            ("state_dict", p => p.StateDict(writer.Items(Tensors()))), ("ema_state_dict", p => p.StateDict(writer.Items(Tensors())))));

        Opening().Should().Throw<InvalidDataException>().WithMessage("*weights.pt' has several sets of weights: state_dict, ema_state_dict. Save the one that is meant alone*");
    }

    [Fact]
    public void Open_NamedWeightsBesideOtherTensors_TakesTheWeights()
    {
        var writer = new TorchArchiveWriter();
        writer.Save(Path, new PickleBuilder().Dict([
            .. writer.Items(new Dictionary<string, Tensor> { ["rng_state"] = zeros(4, dtype: ScalarType.Byte) }),
            ("state_dict", p => p.StateDict(writer.Items(new Dictionary<string, Tensor> { ["a"] = ones(2) }))),
            ("buffers", p => p.Dict(writer.Items(new Dictionary<string, Tensor> { ["b"] = ones(2) }).ToArray()))]));

        using var checkpoint = TorchCheckpoint.Open(Path);

        checkpoint.Names.Should().Equal("a");
    }

    [Fact]
    public void Open_NoTensors_SaysWhatThereIs()
    {
        new TorchArchiveWriter().Save(Path, new PickleBuilder().Dict(("learning_rate", p => p.Float(0.1)), ("seed", p => p.Int(42))));

        Opening().Should().Throw<InvalidDataException>().WithMessage("*weights.pt' has no tensors by name, only learning_rate, seed. It is not a model's weights*");
    }

    [Fact]
    public void Open_WholeModelPickled_NamesItsClassAndTheWayOut()
    {
        new TorchArchiveWriter().Save(Path, new PickleBuilder().Global("open_clip.model", "CLIP").Op(PickleOpcode.EmptyTuple, PickleOpcode.NewObj));

        Opening().Should().Throw<InvalidDataException>().WithMessage("*the global open_clip.model.CLIP. It is refused*safetensors.torch.save_file(model.state_dict()*");
    }

    [Fact]
    public void Open_ParametersAndSubclasses_AreTensors()
    {
        var writer = new TorchArchiveWriter();
        var tensor = writer.Items(new Dictionary<string, Tensor> { ["a"] = ones(2) }).Single().Value;
        var pickle = new PickleBuilder().Dict(
            ("parameter", p =>
            {
                tensor(p.Global("torch._utils", "_rebuild_parameter_with_state").Op(PickleOpcode.Mark));
                p.Op(PickleOpcode.NewTrue).OrderedDict().Dict(("tag", q => q.Int(1))).Op(PickleOpcode.Tuple, PickleOpcode.Reduce);
            }),
            ("tagged", p =>
            {
                p.Global("torch._tensor", "_rebuild_from_type_v2").Op(PickleOpcode.Mark).Global("torch._utils", "_rebuild_tensor_v2").Global("torch", "Tensor")
                    .Op(PickleOpcode.Mark).Op(PickleOpcode.Mark).Text("storage").Global("torch", "FloatStorage").Text("0").Text("cpu").Int(2).Op(PickleOpcode.Tuple, PickleOpcode.BinPersId)
                    .Int(0).Tuple(2).Tuple(1).Op(PickleOpcode.NewFalse).OrderedDict().Op(PickleOpcode.Tuple)
                    .Dict(("tag", q => q.Int(1))).Op(PickleOpcode.Tuple, PickleOpcode.Reduce);
            }));
        writer.Save(Path, pickle);

        using var checkpoint = TorchCheckpoint.Open(Path);

        checkpoint.Names.Should().BeEquivalentTo("parameter", "tagged");
        checkpoint.Read("tagged").data<float>().ToArray().Should().Equal(1, 1);
    }

    /// <summary>As <c>torch.save(state, path, pickle_protocol=4)</c> writes it: frames, short texts, names on the stack.</summary>
    [Fact]
    public void Open_NewerProtocol_IsRead()
    {
        byte[] Short(string text) => [0x8c, (byte)text.Length, .. System.Text.Encoding.ASCII.GetBytes(text), 0x94];
        byte[] Name(string module, string name) => [.. Short(module), .. Short(name), 0x93, 0x94];
        byte[] pickle =
        [
            0x80, 4, 0x95, 0, 1, 0, 0, 0, 0, 0, 0, (byte)'}', 0x94, (byte)'(', .. Short("a"), .. Name("torch._utils", "_rebuild_tensor_v2"), (byte)'(',
            (byte)'(', .. Short("storage"), .. Name("torch", "FloatStorage"), .. Short("0"), .. Short("cpu"), (byte)'K', 2, (byte)'t', 0x94, (byte)'Q', (byte)'K', 0,
            (byte)'K', 2, 0x85, 0x94, (byte)'K', 1, 0x85, 0x94, 0x89, .. Name("collections", "OrderedDict"), (byte)')', (byte)'R', 0x94, (byte)'t', 0x94, (byte)'R', 0x94,
            .. Short("loss"), .. Name("numpy.core.multiarray", "scalar"), .. Name("numpy", "dtype"), .. Short("f4"), 0x89, 0x88, 0x87, 0x94, (byte)'R', 0x94,
            (byte)'C', 4, 0, 0, 0, 0, 0x94, 0x86, 0x94, (byte)'R', 0x94, (byte)'u', (byte)'.',
        ];
        using (var zip = System.IO.Compression.ZipFile.Open(Path, System.IO.Compression.ZipArchiveMode.Create))
        {
            foreach (var (name, data) in new[] { ("a/data.pkl", pickle), ("a/data/0", [.. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f)]) })
            {
                using var stream = zip.CreateEntry(name, System.IO.Compression.CompressionLevel.NoCompression).Open();
                stream.Write(data);
            }
        }

        using var checkpoint = TorchCheckpoint.Open(Path);

        checkpoint.Read("a").data<float>().ToArray().Should().Equal(1.5f, -2f);
    }

    [Theory]
    [InlineData("ComplexFloatStorage", "torch.ComplexFloatStorage")]
    [InlineData("QInt8Storage", "torch.QInt8Storage")]
    public void Open_NumbersThatCannotBeRead_NamesTensorAndDType(string storage, string message)
    {
        new TorchArchiveWriter().Save(Path, new PickleBuilder().Dict(("layer.weight", p => p.Tensor(storage, "0", 4, 0, [4], [1]))));

        Opening().Should().Throw<InvalidDataException>().WithMessage($"*weights.pt'*tensor 'layer.weight'*its numbers are {message}; supported are*");
    }

    [Fact]
    public void Open_EightBitFloats_NamesTensorAndDType()
    {
        new TorchArchiveWriter().Save(Path, new PickleBuilder().Dict(("layer.weight", p => p.Global("torch._utils", "_rebuild_tensor_v3").Op(PickleOpcode.Mark)
            .Op(PickleOpcode.Mark).Text("storage").Global("torch.storage", "UntypedStorage").Text("0").Text("cpu").Int(4).Op(PickleOpcode.Tuple, PickleOpcode.BinPersId)
            .Int(0).Tuple(4).Tuple(1).Op(PickleOpcode.NewFalse).OrderedDict().Global("torch", "float8_e4m3fn").Op(PickleOpcode.Tuple, PickleOpcode.Reduce))));

        Opening().Should().Throw<InvalidDataException>().WithMessage("*tensor 'layer.weight'*its numbers are torch.float8_e4m3fn; supported are*");
    }

    [Theory]
    [InlineData("_rebuild_qtensor")]
    [InlineData("_rebuild_sparse_tensor")]
    [InlineData("_rebuild_meta_tensor_no_storage")]
    public void Open_TensorsOfOtherKinds_AreNamed(string function)
    {
        new TorchArchiveWriter().Save(Path, new PickleBuilder().Dict(("a", p => p.Global("torch._utils", function).Op(PickleOpcode.EmptyTuple, PickleOpcode.Reduce))));

        Opening().Should().Throw<InvalidDataException>().WithMessage($"*the global torch._utils.{function}. It is refused*");
    }

    [Fact]
    public void Load_FolderWithABinAlone_EqualsSafetensors()
    {
        var weights = TinyModel.Weights(TinyModel.VisionTransformer);
        using var safetensors = new TemporaryFolder();
        TinyModel.WriteConfiguration(safetensors.Path, TinyModel.VisionTransformer);
        SafetensorsWriter.Write(safetensors.File("model.safetensors"), weights);
        TinyModel.WriteConfiguration(_folder.Path, TinyModel.VisionTransformer);
        TorchArchiveWriter.Write(_folder.File("pytorch_model.bin"), weights);

        using var expected = ClipModel.Load(TinyModel.WithoutTokenizer with { Path = safetensors.Path });
        using var actual = ClipModel.Load(TinyModel.WithoutTokenizer with { Path = _folder.Path });

        TinyModel.Features(actual.Network, 24).Should().Equal(TinyModel.Features(expected.Network, 24));
        actual.Files.Select(file => System.IO.Path.GetFileName(file.Path)).Should().Contain("pytorch_model.bin");
    }

    /// <summary>More than 4 GiB in one tensor, of which the last rows are read. Sparse, so that it takes no room on the disk.</summary>
    [Fact]
    public void ReadRows_TensorOfMoreThanFourGigabytes_GivesItsLastRows()
    {
        const int Rows = 1_100_000;
        const int Count = Rows * 1024;
        SparseTorchArchive.Write(Path, new PickleBuilder().Dict(("embedding", p => p.Tensor("FloatStorage", "0", Count, 0, [Rows, 1024], [1024, 1]))), Count, [.. Enumerable.Repeat(2.5f, 1024)]);

        using var checkpoint = TorchCheckpoint.Open(Path);

        checkpoint.ShapeOf("embedding").Should().Equal(Rows, 1024);
        var last = checkpoint.ReadRows("embedding", Rows - 2, 2);
        last.shape.Should().Equal(2, 1024);
        last[0].data<float>().ToArray().Should().AllBeEquivalentTo(0f);
        last[1].data<float>().ToArray().Should().AllBeEquivalentTo(2.5f);
    }

    /// <summary>Every dtype that there are numbers of, sizes from none to more than a window's, and up to four dimensions.</summary>
    private static Dictionary<string, Tensor> Tensors()
    {
        using var generator = new Generator(3);
        return new(StringComparer.Ordinal)
        {
            ["F64"] = randn([6, 5], dtype: ScalarType.Float64, generator: generator),
            ["F32"] = randn([300, 200], generator: generator),
            ["F16"] = randn([3, 2, 4], generator: generator).to(ScalarType.Float16),
            ["BF16"] = randn([96, 3, 8, 8], generator: generator).to(ScalarType.BFloat16),
            ["I64"] = arange(77).view(1, 77),
            ["I8"] = arange(12, dtype: ScalarType.Int8).view(3, 4),
            ["U8"] = arange(12, dtype: ScalarType.Byte),
            ["bool"] = ones(3, dtype: ScalarType.Bool),
            ["scalar"] = tensor(4.6f),
            ["empty"] = zeros(0, 4),
            ["row"] = randn([1, 7], generator: generator),
        };
    }

    private static void Same(Tensor actual, Tensor expected, string name)
    {
        actual.dtype.Should().Be(expected.dtype, name);
        actual.shape.Should().Equal(expected.shape, name);
        actual.contiguous().bytes.SequenceEqual(expected.contiguous().bytes).Should().BeTrue(name);
    }

    private Action Opening() => () => TorchCheckpoint.Open(Path).Dispose();
}
