using TorchSharp;
using Tpt.Engine.Checkpoints.Storage;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints;

public sealed class WrapperPrefixTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();
    private readonly Dictionary<string, Tensor> _weights = OpenAiLayout.From(TinyModel.Weights(TinyModel.VisionTransformer));

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("module.")]
    [InlineData("model.")]
    [InlineData("clip.")]
    [InlineData("_orig_mod.")]
    [InlineData("_orig_mod.module.")]
    [InlineData("module.clip.")]
    [InlineData("model._orig_mod.clip.")]
    [InlineData("_fsdp_wrapped_module.model.")]
    public void Open_PrefixBeforeEveryName_IsTakenOff(string prefix)
    {
        var path = Write(name => prefix + name);

        using var tensors = WeightFiles.Open(path);

        tensors.Names.Should().BeEquivalentTo(_weights.Keys);
        foreach (var (name, expected) in _weights)
        {
            tensors.StoredNameOf(name).Should().Be(prefix + name);
            (tensors.ShapeOf(name), tensors.DTypeOf(name)).Should().BeEquivalentTo((expected.shape, expected.dtype));
            tensors.Read(name).bytes.SequenceEqual(expected.contiguous().bytes).Should().BeTrue(name);
        }
        tensors.ReadRows("text_projection", 1, 2).bytes.SequenceEqual(_weights["text_projection"][1..3].contiguous().bytes).Should().BeTrue();
    }

    [Fact]
    public void Open_PartsThatAreWrapped_LoseTheirWrappers()
    {
        var path = Write(name => name == "logit_scale" ? name : "module." + name
            .Replace("visual.", "visual._orig_mod.module.", StringComparison.Ordinal).Replace(".mlp.", "._checkpoint_wrapped_module.mlp.", StringComparison.Ordinal));

        using var tensors = WeightFiles.Open(path);

        tensors.Names.Should().BeEquivalentTo(_weights.Keys);
    }

    [Theory]
    [InlineData("")]
    [InlineData("module.")]
    public void Open_TinyClipsThreeParts_AreOneModel(string inner)
    {
        var path = Write(name => name == "logit_scale" ? $"_logit_scale.{inner}{name}" : $"{(name.StartsWith("visual.", StringComparison.Ordinal) ? "_image_encoder." : "_text_encoder.")}{inner}{name}");

        using var tensors = WeightFiles.Open(path);

        tensors.Names.Should().BeEquivalentTo(_weights.Keys);
        tensors.StoredNameOf("visual.conv1.weight").Should().Be($"_image_encoder.{inner}visual.conv1.weight");
    }

    [Fact]
    public void Open_AveragedModel_LosesItsCounter()
    {
        _weights["n_averaged"] = tensor(3L);
        var path = Write(name => name == "n_averaged" ? name : "module." + name);

        using var tensors = WeightFiles.Open(path);

        tensors.Names.Should().BeEquivalentTo(_weights.Keys.Except(["n_averaged"]));
    }

    [Theory]
    [InlineData("clip.")]
    [InlineData("model.clip.")]
    [InlineData("module.model.clip.")]
    public void Open_PrefixBeforeSomeNames_SaysWhichAndHowToSaveThem(string prefix)
    {
        _weights["head.weight"] = ones(2);
        var path = Write(name => name == "head.weight" ? prefix[..^"clip.".Length] + name : prefix + name);

        var message = Opening(path).Should().Throw<InvalidDataException>()
            .WithMessage($"*weights.safetensors': the names of {_weights.Count - 1} tensors begin with '{prefix}', and those of 1 others do not: *head.weight*removeprefix('{prefix}')*").Which.Message;

        message.Length.Should().BeLessThan(1000);
    }

    [Fact]
    public void Open_PrefixBeforeSomeNamesOfAnotherModel_IsItsOwn()
    {
        SafetensorsWriter.Write(_folder.File("weights.safetensors"), new Dictionary<string, Tensor> { ["model.layers.0.mlp.weight"] = ones(1), ["lm_head.weight"] = ones(1) });

        using var tensors = WeightFiles.Open(_folder.Path);

        tensors.Names.Should().BeEquivalentTo("model.layers.0.mlp.weight", "lm_head.weight");
    }

    [Fact]
    public void Open_OneTensorUnderTwoNames_NamesBoth()
    {
        SafetensorsWriter.Write(_folder.File("weights.safetensors"), new Dictionary<string, Tensor> { ["a.b"] = ones(1), ["module.a.b"] = ones(1) });

        Opening(_folder.Path).Should().Throw<InvalidDataException>().WithMessage("*has both 'module.a.b' and 'a.b'*");
    }

    [Fact]
    public void Open_NamesWithoutAnyPrefix_AreTheFilesOwn()
    {
        var path = Write(name => name);

        using var tensors = WeightFiles.Open(path);

        tensors.Should().BeOfType<SafetensorsFile>();
    }

    [Fact]
    public void Open_PrefixesWithoutEnd_TakeNoTime()
    {
        var endless = string.Concat(Enumerable.Repeat("_orig_mod.module.", 100_000));
        SafetensorsWriter.Write(_folder.File("weights.safetensors"), new Dictionary<string, Tensor> { [endless + "a"] = ones(1) });

        using var tensors = WeightFiles.Open(_folder.Path);

        tensors.Names.Should().Equal("a");
    }

    private string Write(Func<string, string> rename)
    {
        SafetensorsWriter.Write(_folder.File("weights.safetensors"), _weights.ToDictionary(weight => rename(weight.Key), weight => weight.Value));
        return _folder.File("weights.safetensors");
    }

    private static Action Opening(string path) => () => WeightFiles.Open(path).Dispose();
}
