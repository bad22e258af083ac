using System.IO.Compression;
using System.Runtime.InteropServices;
using TorchSharp;
using Tpt.Engine.Checkpoints;
using Tpt.Engine.Checkpoints.Pickles;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints;

public sealed class SoftPromptFileTests : IDisposable
{
    private static readonly float[] _storage = [.. Enumerable.Range(0, 12).Select(i => i / 8f)];
    private readonly TemporaryFolder _folder = new();
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("ctx", ScalarType.Float32)]
    [InlineData("prompt_learner.ctx", ScalarType.Float16)]
    [InlineData("ctx", ScalarType.BFloat16)]
    public void Load_Safetensors_GivesTheContextInFloats(string name, ScalarType dtype)
    {
        var stored = tensor(_storage).view(3, 4).to(dtype);
        SafetensorsWriter.Write(Path(), new Dictionary<string, Tensor> { [name] = stored, ["token_prefix"] = ones(2) });

        var context = SoftPromptFile.Load(Path());

        context.dtype.Should().Be(ScalarType.Float32);
        context.shape.Should().Equal(3, 4);
        context.data<float>().ToArray().Should().Equal(_storage);
    }

    [Fact]
    public void Load_SafetensorsWhoseHeaderLengthLooksLikeAPickle_IsReadAsSafetensors()
    {
        var header = """{"ctx": {"dtype": "F32", "shape": [1, 1], "data_offsets": [0, 4]}}""".PadRight(0x280);
        SafetensorsWriter.Write(Path(), header, BitConverter.GetBytes(2.5f));

        SoftPromptFile.Load(Path()).item<float>().Should().Be(2.5f);
    }

    [Fact]
    public void Load_PublishedArchive_GivesTheContext()
    {
        Archive(Published(), ("0", Bytes(_storage)), ("1", new byte[12]));

        var context = SoftPromptFile.Load(Path());

        context.shape.Should().Equal(3, 4);
        context.data<float>().ToArray().Should().Equal(_storage);
    }

    [Fact]
    public void Load_WindowOnATransposedStorage_HonoursOffsetAndStrides()
    {
        Archive(State(p => p.Tensor("FloatStorage", "0", 12, offset: 1, size: [3, 2], stride: [1, 5])), ("0", Bytes(_storage)));

        SoftPromptFile.Load(Path()).data<float>().ToArray().Should().Equal(1 / 8f, 6 / 8f, 2 / 8f, 7 / 8f, 3 / 8f, 8 / 8f);
    }

    [Fact]
    public void Load_HalfStorageOfAParameterAtTheRoot_IsWidened()
    {
        var half = MemoryMarshal.AsBytes<Half>(Array.ConvertAll(_storage, v => (Half)v)).ToArray();
        Archive(new PickleBuilder().Dict(("prompt_learner.ctx", p => p
            .Global("torch._utils", "_rebuild_parameter").Tensor("HalfStorage", "7", 12, 0, [3, 4], [4, 1])
            .Op(PickleOpcode.NewTrue).OrderedDict().Op(PickleOpcode.Tuple3, PickleOpcode.Reduce))), ("7", half));

        SoftPromptFile.Load(Path()).data<float>().ToArray().Should().Equal(_storage);
    }

    [Theory]
    [InlineData("os", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("torch", "load")]
    [InlineData("torch.serialization", "load")]
    [InlineData("torch.nn.modules.linear", "Linear")]
    public void Load_OtherGlobal_IsRefusedByName(string module, string name)
    {
        Archive(State(p => p.Global(module, name).Text("echo").Op(PickleOpcode.Tuple1, PickleOpcode.Reduce)));

        Loading().Should().Throw<InvalidDataException>().WithMessage($"*the global {module}.{name}. It is refused, since a pickle can run code*");
    }

    [Theory]
    [InlineData(PickleOpcode.Inst)]
    [InlineData(PickleOpcode.Obj)]
    [InlineData(PickleOpcode.EmptySet)]
    [InlineData(PickleOpcode.NewObjEx)]
    [InlineData(PickleOpcode.Ext1)]
    [InlineData(PickleOpcode.PersId)]
    public void Load_OtherOpcode_IsRefusedByName(object opcode)
    {
        Archive(State(p => p.Op((PickleOpcode)opcode)));

        Loading().Should().Throw<InvalidDataException>().WithMessage($"*opcode {opcode} (0x??). It is refused, since a pickle can run code*");
    }

    [Fact]
    public void Load_AllowedGlobalCalledOtherwise_IsRefused()
    {
        Archive(State(p => p.Global("torch._utils", "_rebuild_tensor_v2").Tuple(1, 2, 3).Op(PickleOpcode.Reduce)));

        Loading().Should().Throw<InvalidDataException>().WithMessage("*calls torch._utils._rebuild_tensor_v2 in a way that no checkpoint does*");
    }

    [Theory]
    [InlineData(new byte[] { 0x80, 2, (byte)'.' }, "*the stack is empty*")]
    [InlineData(new byte[] { 0x80, 2, (byte)'}' }, "*it ends in the middle*")]
    [InlineData(new byte[] { 0x80, 2, (byte)'X', 255, 255, 255, 255 }, "*it ends in the middle*")]
    [InlineData(new byte[] { 0x80, 1, (byte)'}', (byte)'.' }, "*the protocol is 1; torch.save writes 2*")]
    [InlineData(new byte[] { 0x80, 6, (byte)'}', (byte)'.' }, "*the protocol is 6; torch.save writes 2, and at most 5*")]
    [InlineData(new byte[] { 0x80, 4, 0x8c, 2, (byte)'o', (byte)'s', 0x94, 0x8c, 6, (byte)'s', (byte)'y', (byte)'s', (byte)'t', (byte)'e', (byte)'m', 0x94, 0x93, (byte)'.' }, "*the global os.system. It is refused*")]
    [InlineData(new byte[] { 0x80, 4, (byte)'N', (byte)'N', 0x93, (byte)'.' }, "*of another kind*")]
    [InlineData(new byte[] { 0x80, 2, (byte)'h', 5, (byte)'.' }, "*entry 5 of the memo is missing*")]
    [InlineData(new byte[] { 0x80, 2, (byte)'t', (byte)'.' }, "*no mark on the stack*")]
    [InlineData(new byte[] { 0x80, 2, (byte)'N', (byte)'(', 0x86, (byte)'.' }, "*the stack has too few values*")]
    [InlineData(new byte[] { 0x80, 2, (byte)'N', (byte)'N', (byte)'a', (byte)'.' }, "*of another kind*")]
    [InlineData(new byte[] { 0x80, 2, (byte)'N', (byte)'Q', (byte)'.' }, "*a persistent id that is no storage*")]
    public void Load_BrokenPickle_SaysWhere(byte[] pickle, string message)
    {
        Archive(pickle);

        Loading().Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Theory]
    [InlineData(12, 0, new[] { 3, 4 }, new[] { 4, 2 })]
    [InlineData(12, 1, new[] { 3, 4 }, new[] { 4, 1 })]
    [InlineData(13, 0, new[] { 3, 4 }, new[] { 4, 1 })]
    [InlineData(2000000000, 0, new[] { 3, 4 }, new[] { 4, 1 })]
    public void Load_TensorBeyondItsStorage_SaysSo(int count, int offset, int[] size, int[] stride)
    {
        Archive(State(p => p.Tensor("FloatStorage", "0", count, offset, size, stride)), ("0", Bytes(_storage)));

        Loading().Should().Throw<InvalidDataException>().WithMessage("*'archive/data/0' has 48 bytes*");
    }

    [Fact]
    public void Load_NegativeStride_SaysSo()
    {
        Archive(State(p => p.Tensor("FloatStorage", "0", 12, 8, [3, 4], [-4, 1])), ("0", Bytes(_storage)));

        Loading().Should().Throw<InvalidDataException>().WithMessage("*strides [-4, 1] and offset 8*");
    }

    [Fact]
    public void Load_StorageThatIsNotThere_NamesIt()
    {
        Archive(State(p => p.Tensor("FloatStorage", "0", 12, 0, [3, 4], [4, 1])));

        Loading().Should().Throw<InvalidDataException>().WithMessage("*it has no 'archive/data/0'*");
    }

    [Theory]
    [InlineData("FloatStorage", new[] { 2, 3, 2 }, new[] { 6, 2, 1 })]
    [InlineData("FloatStorage", new[] { 12 }, new[] { 1 })]
    [InlineData("FloatStorage", new[] { 0, 4 }, new[] { 4, 1 })]
    [InlineData("IntStorage", new[] { 3, 4 }, new[] { 4, 1 })]
    public void Load_ContextThatIsNoMatrixOfFloats_SaysSo(string type, int[] size, int[] stride)
    {
        Archive(State(p => p.Tensor(type, "0", 12, 0, size, stride)), ("0", Bytes(_storage)));

        Loading().Should().Throw<InvalidDataException>().WithMessage("*it must be a matrix of floats, [vectors, width]*");
    }

    [Fact]
    public void Load_NoContext_NamesTheKeysThatItLooksFor()
    {
        Archive(new PickleBuilder().Dict(("state_dict", p => p.Dict(("token_prefix", q => q.Int(1))))).Build());
        Loading().Should().Throw<InvalidDataException>().WithMessage("*has no context: there is neither ctx nor prompt_learner.ctx*");

        SafetensorsWriter.Write(Path(), new Dictionary<string, Tensor> { ["token_prefix"] = ones(2) });
        Loading().Should().Throw<InvalidDataException>().WithMessage("*has no context: there is neither ctx nor prompt_learner.ctx*");
    }

    [Theory]
    [InlineData(new byte[] { 0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46 }, "*saved by a PyTorch before 1.6*")]
    [InlineData(new byte[] { (byte)'P', (byte)'K', 3, 4, 0, 0 }, "*is a broken zip*")]
    [InlineData(new byte[] { 1, 2 }, "*is of no kind that is known: it has 2 bytes and begins with 0102*")]
    [InlineData(new byte[] { (byte)'G', (byte)'G', (byte)'U', (byte)'F', 3 }, "*is a GGUF or GGML file*")]
    public void Load_FileOfAnotherFormat_SaysWhich(byte[] bytes, string message)
    {
        File.WriteAllBytes(Path(), bytes);

        Loading().Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Fact]
    public void Load_ZipOfSomethingElse_SaysSo()
    {
        using (var zip = ZipFile.Open(Path(), ZipArchiveMode.Create))
        {
            zip.CreateEntry("readme.txt");
        }

        Loading().Should().Throw<InvalidDataException>().WithMessage("*it has no data.pkl*");
    }

    [Theory]
    [InlineData("SGD", "CosineAnnealingLR", "torch.optim.sgd", "torch.optim.lr_scheduler")]
    [InlineData("AdamW", "StepLR", "torch.optim.adamw", "torch.optim.lr_scheduler")]
    [InlineData("Adam", "MultiStepLR", "torch.optim.adam", "torch.optim.lr_scheduler")]
    [InlineData("RAdam", "LinearWarmupScheduler", "dassl.optim.radam", "dassl.optim.lr_scheduler")]
    [InlineData("SGD", "ConstantWarmupScheduler", "torch.optim.sgd", "dassl.optim.lr_scheduler")]
    public void Load_AnyOptimizerAndScheduler_AreNotLookedAt(string optimizer, string scheduler, string optimizerModule, string schedulerModule)
    {
        Archive(new PickleBuilder().Dict(
            ("state_dict", p => p.Dict(("ctx", q => q.Tensor("FloatStorage", "0", 12, 0, [3, 4], [4, 1])))),
            ("epoch", p => p.Int(50)),
            ("scheduler", p => p.Dict(("successor", q => q
                .Global(schedulerModule, scheduler).Op(PickleOpcode.EmptyTuple, PickleOpcode.NewObj)
                .Dict(("optimizer", r => r.Global(optimizerModule, optimizer).Op(PickleOpcode.EmptyTuple, PickleOpcode.NewObj).Dict().Op(PickleOpcode.Build)),
                    ("successor", r => r.Global(schedulerModule, scheduler).Op(PickleOpcode.EmptyTuple, PickleOpcode.NewObj).Dict().Op(PickleOpcode.Build)),
                    ("milestones", r => r.Global("collections", "Counter").Dict().Op(PickleOpcode.Tuple1, PickleOpcode.Reduce)))
                .Op(PickleOpcode.Build)))),
            ("val_result", p => p.Op(PickleOpcode.None))), ("0", Bytes(_storage)));

        SoftPromptFile.Load(Path()).data<float>().ToArray().Should().Equal(_storage);
    }

    [Fact]
    public void Load_MetadataThatNegateTheNumbers_AreRefusedAndEmptyOnesAreNot()
    {
        Archive(State(p => p.Tensor("FloatStorage", "0", 12, 0, [3, 4], [4, 1], metadata: q => q.Dict())), ("0", Bytes(_storage)));
        SoftPromptFile.Load(Path()).data<float>().ToArray().Should().Equal(_storage);
        File.Delete(Path());
        Archive(State(p => p.Tensor("FloatStorage", "0", 12, 0, [3, 4], [4, 1], metadata: q => q.Dict(("neg", r => r.Op(PickleOpcode.NewTrue))))), ("0", Bytes(_storage)));

        Loading().Should().Throw<InvalidDataException>().WithMessage("*a tensor is stored as the negative or the conjugate*");
    }

    [Fact]
    public void Load_NumberOfMoreThan64Bits_IsNotLookedAt()
    {
        Archive(new PickleBuilder().Dict(
            ("state_dict", p => p.Dict(("ctx", q => q.Tensor("FloatStorage", "0", 12, 0, [3, 4], [4, 1])))),
            ("seed", p => p.Op(PickleOpcode.Long1).Raw(9, 0, 0, 0, 0, 0, 0, 0, 0, 1))), ("0", Bytes(_storage)));

        SoftPromptFile.Load(Path()).data<float>().ToArray().Should().Equal(_storage);
    }

    [Theory]
    [InlineData("compound_prompts_text", true, "*MaPLe*compound_prompts_text.0*")]
    [InlineData("compound_prompts_text", false, "*MaPLe*compound_prompts_text.0*")]
    [InlineData("meta_net", true, "*CoCoOp*meta_net.0*")]
    [InlineData("bias", false, "*1 tensors beside those of CoOp*bias.0*")]
    public void Load_TensorsBesideTheContextInAList_AreSeen(string name, bool inTheState, string message)
    {
        Action<PickleBuilder> context = p => p.Tensor("FloatStorage", "0", 12, 0, [3, 4], [4, 1]);
        void List(PickleBuilder p)
        {
            context(p.Op(PickleOpcode.EmptyList));
            p.Op(PickleOpcode.Append);
        }
        Archive(inTheState
            ? new PickleBuilder().Dict(("state_dict", p => p.Dict(("ctx", context), (name, List))))
            : new PickleBuilder().Dict(("state_dict", p => p.Dict(("ctx", context))), (name, List)), ("0", Bytes(_storage)));

        Loading().Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Theory]
    [InlineData("torch.optim.sgd", "SGD")]
    [InlineData("dassl.optim.optimizer", "build_optimizer")]
    public void Load_OptimizerThatIsCalled_IsRefused(string module, string name)
    {
        Archive(State(p => p.Global(module, name).Text("echo").Op(PickleOpcode.Tuple1, PickleOpcode.Reduce)));

        Loading().Should().Throw<InvalidDataException>().WithMessage($"*calls {module}.{name} in a way that no checkpoint does*");
    }

    [Theory]
    [InlineData("CoCoOp", "meta_net.linear1.weight")]
    [InlineData("MaPLe", "compound_prompts_text.0")]
    [InlineData("MaPLe", "compound_prompt_projections.3.weight", "proj.weight", "meta_net.linear1.weight")]
    [InlineData("PromptSRC, IVLP or VPT", "image_encoder.VPT")]
    [InlineData("PromptSRC, IVLP or VPT", "text_encoder.transformer.resblocks.1.VPT_shallow", "ZS_image_encoder.conv1.weight")]
    [InlineData("PromptSRC", "ZS_image_encoder.conv1.weight")]
    [InlineData("2 tensors beside those of CoOp (ctx, token_prefix, token_suffix): image_encoder.proj, proj.bias", "image_encoder.proj", "proj.bias")]
    public void Load_PromptOfAnotherMethod_NamesIt(string method, params string[] others)
    {
        foreach (var prefix in new[] { "", "prompt_learner." })
        {
            var tensors = others.Append("ctx").Append("token_prefix").ToDictionary(name => prefix + name, _ => ones(3, 4));

            TorchArchiveWriter.Write(Path(), tensors);
            Loading().Should().Throw<InvalidDataException>().WithMessage($"*{method}*");

            SafetensorsWriter.Write(Path(), tensors);
            Loading().Should().Throw<InvalidDataException>().WithMessage($"*{method}*").Which.Message.Length.Should().BeLessThan(1000);
        }
    }

    [Fact]
    public void Load_TwoContexts_NamesBoth()
    {
        SafetensorsWriter.Write(Path(), new Dictionary<string, Tensor> { ["ctx"] = ones(3, 4), ["prompt_learner.ctx"] = ones(3, 4) });

        Loading().Should().Throw<InvalidDataException>().WithMessage("*has both ctx and prompt_learner.ctx*");
    }

    [Fact]
    public void Load_FileThatIsNotThere_SaysSo()
        => Loading().Should().Throw<FileNotFoundException>().WithMessage("There is no soft prompt file '*'.");

    /// <summary>All that CoOp's trainer saves: state, optimizer, and a scheduler that holds a scheduler object that holds the optimizer.</summary>
    private static PickleBuilder Published() => new PickleBuilder().Dict(
        ("state_dict", p => p.OrderedDict()
            .Op(PickleOpcode.Mark)
            .Text("ctx").Tensor("FloatStorage", "0", 12, 0, [3, 4], [4, 1]).Op(PickleOpcode.BinPut).Raw(1)
            .Text("token_suffix").Tensor("HalfStorage", "1", 6, 0, [2, 3], [3, 1])
            .Op(PickleOpcode.SetItems)
            .Dict(("_metadata", q => q.OrderedDict())).Op(PickleOpcode.Build)),
        ("epoch", p => p.Op(PickleOpcode.BinInt1).Raw(50)),
        ("optimizer", p => p.Dict(
            ("state", q => q.Op(PickleOpcode.EmptyDict).Int(0).Op(PickleOpcode.BinGet).Raw(1).Op(PickleOpcode.SetItem)),
            ("param_groups", q => q.Op(PickleOpcode.EmptyList)
                .Dict(("lr", r => r.Float(2e-3)), ("step", r => r.Op(PickleOpcode.Long1).Raw(5, 0, 0, 0, 0, 1)), ("params", r => r.Op(PickleOpcode.EmptyList).Int(0).Op(PickleOpcode.Append)))
                .Op(PickleOpcode.Append)))),
        ("scheduler", p => p.Dict(("successor", q => q
            .Global("torch.optim.lr_scheduler", "CosineAnnealingLR").Op(PickleOpcode.EmptyTuple, PickleOpcode.NewObj)
            .Dict(("optimizer", r => r
                .Global("torch.optim.sgd", "SGD").Op(PickleOpcode.EmptyTuple, PickleOpcode.NewObj)
                .Dict(("state", s => s.Global("collections", "defaultdict").Global("__builtin__", "dict").Op(PickleOpcode.Tuple1, PickleOpcode.Reduce)))
                .Op(PickleOpcode.Build)))
            .Op(PickleOpcode.Build)))),
        ("val_result", p => p.Op(PickleOpcode.None)));

    private static PickleBuilder State(Action<PickleBuilder> context) => new PickleBuilder().Dict(("state_dict", p => p.Dict(("ctx", context))));

    private void Archive(PickleBuilder pickle, params (string Key, byte[] Data)[] storages) => Archive(pickle.Build(), storages);

    private void Archive(byte[] pickle, params (string Key, byte[] Data)[] storages)
    {
        using var zip = ZipFile.Open(Path(), ZipArchiveMode.Create);
        Add(zip, "archive/data.pkl", pickle);
        Array.ForEach(storages, storage => Add(zip, $"archive/data/{storage.Key}", storage.Data));
        Add(zip, "archive/version", "3\n"u8.ToArray());
    }

    private static void Add(ZipArchive zip, string name, byte[] data)
    {
        using var stream = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        stream.Write(data);
    }

    private static byte[] Bytes(float[] values) => MemoryMarshal.AsBytes<float>(values).ToArray();

    private string Path() => _folder.File("prompt");

    private Action Loading() => () => SoftPromptFile.Load(Path()).Dispose();
}
