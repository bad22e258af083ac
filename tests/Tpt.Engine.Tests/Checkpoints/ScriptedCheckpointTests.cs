using TorchSharp;
using Tpt.Engine.Checkpoints.Pickles;
using Tpt.Engine.Checkpoints.Storage;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints;

/// <summary>Weights in archives of TorchScript, as OpenAI publishes them.</summary>
public sealed class ScriptedCheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    private string Path => _folder.File("ViT-B-32.pt");

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Open_TreeOfModules_GivesTheNamesOfTheStateDictionary()
    {
        var weights = OpenAiLayout.From(TinyModel.Weights(TinyModel.VisionTransformer).To(ScalarType.Float16));
        TorchArchiveWriter.WriteScripted(Path, weights, ("input_resolution", 24), ("context_length", 12), ("vocab_size", 40), ("another_integer", 7));

        using var checkpoint = WeightFiles.Open(Path);

        checkpoint.Names.Should().BeEquivalentTo([.. weights.Keys, "input_resolution", "context_length", "vocab_size"]);
        foreach (var (name, expected) in weights)
        {
            checkpoint.Read(name).contiguous().bytes.SequenceEqual(expected.contiguous().bytes).Should().BeTrue(name);
        }
        checkpoint.ShapeOf("context_length").Should().BeEmpty();
        checkpoint.DTypeOf("context_length").Should().Be(ScalarType.Int64);
        checkpoint.Read("context_length").item<long>().Should().Be(12);
    }

    [Fact]
    public void Load_OpenAisArchive_EqualsTheSameWeightsAsSafetensors()
    {
        var weights = OpenAiLayout.From(TinyModel.Weights(TinyModel.VisionTransformer)).WithScalars();
        using var safetensors = new TemporaryFolder();
        SafetensorsWriter.Write(safetensors.File("model.safetensors"), weights);
        TorchArchiveWriter.WriteScripted(Path, weights);

        using var expected = ClipModel.Load(TinyModel.WithoutTokenizer with { Path = safetensors.Path });
        using var actual = ClipModel.Load(TinyModel.WithoutTokenizer with { Path = Path });

        TinyModel.Features(actual.Network, 24).Should().Equal(TinyModel.Features(expected.Network, 24));
        actual.Config.Should().Be(expected.Config);
    }

    [Fact]
    public void Open_ObjectMadeByACall_IsATreeToo()
    {
        var writer = new TorchArchiveWriter();
        var scale = writer.Items(new Dictionary<string, Tensor> { ["scale"] = tensor(2.5f) }).ToArray();
        writer.Save(Path, new PickleBuilder().Global("__torch__.a", "B").Op(PickleOpcode.EmptyTuple, PickleOpcode.Reduce).Dict(scale).Op(PickleOpcode.Build));

        using var checkpoint = TorchCheckpoint.Open(Path);

        checkpoint.Read("scale").item<float>().Should().Be(2.5f);
    }

    [Fact]
    public void Open_ModuleThatHoldsItself_IsRefused()
    {
        new TorchArchiveWriter().Save(Path, new PickleBuilder().Global("__torch__.a", "B").Op(PickleOpcode.EmptyTuple, PickleOpcode.NewObj, PickleOpcode.BinPut).Raw(1)
            .Dict(("self", p => p.Op(PickleOpcode.BinGet).Raw(1))).Op(PickleOpcode.Build));

        Opening().Should().Throw<InvalidDataException>().WithMessage("*ViT-B-32.pt' cannot be read as a TorchScript archive: its modules are nested more than 32 deep*");
    }

    [Fact]
    public void Open_ModulesSharedAThousandfold_AreRefused()
    {
        // Each of 20 modules holds the one before it 20 times: 20^20 paths.
        var pickle = new PickleBuilder().Global("__torch__.a", "B").Op(PickleOpcode.EmptyTuple, PickleOpcode.NewObj);
        for (var level = 0; level < 20; level++)
        {
            pickle.Op(PickleOpcode.BinPut).Raw((byte)level).Global("__torch__.a", "B").Op(PickleOpcode.EmptyTuple, PickleOpcode.NewObj)
                .Dict([.. Enumerable.Range(0, 20).Select(i => ($"m{i}", (Action<PickleBuilder>)(p => p.Op(PickleOpcode.BinGet).Raw((byte)level))))]).Op(PickleOpcode.Build);
        }
        new TorchArchiveWriter().Save(Path, pickle);

        Opening().Should().Throw<InvalidDataException>().WithMessage("*its modules have more than 262144 attributes*");
    }

    [Fact]
    public void Open_NamesOfAMegabyte_AreRefused()
    {
        var pickle = new PickleBuilder().Global("__torch__.a", "B").Op(PickleOpcode.EmptyTuple, PickleOpcode.NewObj)
            .Dict((new string('x', 1_000_000), p => p.Tensor("FloatStorage", "0", 1, 0, [1], [1]))).Op(PickleOpcode.Build);
        new TorchArchiveWriter().Save(Path, pickle);

        Opening().Should().Throw<InvalidDataException>().WithMessage("*ViT-B-32.pt'*the name of a tensor has 1000000 characters*").Which.Message.Length.Should().BeLessThan(1000);
    }

    private Action Opening() => () => TorchCheckpoint.Open(Path).Dispose();
}
