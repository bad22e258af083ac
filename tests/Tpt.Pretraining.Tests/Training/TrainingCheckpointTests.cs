using TorchSharp;
using Tpt.Engine.Tests.Checkpoints;
using Tpt.Pretraining.Training;
using static TorchSharp.torch;

namespace Tpt.Pretraining.Tests.Training;

public sealed class TrainingCheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_NothingSaved_IsNull()
    {
        TrainingCheckpoint.Load(_folder.Path).Should().BeNull();
        TrainingCheckpoint.Load(_folder.File("nowhere")).Should().BeNull();
    }

    [Fact]
    public void Load_SavedState_IsTheSameBitForBit()
    {
        using var weights = randn(3, 4);
        using var seen = tensor(new long[] { 1, 2 });
        Save(17, new() { ["model.weight"] = weights, ["sampler.seen"] = seen }, new() { ["seed"] = 42, ["loss"] = 0.1 + 0.2 });

        using var loaded = TrainingCheckpoint.Load(_folder.Path)!;

        loaded.Step.Should().Be(17);
        loaded.Numbers.Should().Equal(new Dictionary<string, double> { ["seed"] = 42, ["loss"] = 0.1 + 0.2 });
        loaded.Tensors.Keys.Should().BeEquivalentTo("model.weight", "sampler.seen");
        loaded.Tensors["model.weight"].bytes.ToArray().Should().Equal(weights.bytes.ToArray());
        loaded.Tensors["sampler.seen"].bytes.ToArray().Should().Equal(seen.bytes.ToArray());
    }

    [Fact]
    public void Load_InsideADisposeScope_KeepsItsTensors()
    {
        Save(1);
        TrainingCheckpoint loaded;
        using (NewDisposeScope())
        {
            loaded = TrainingCheckpoint.Load(_folder.Path)!;
        }

        loaded.Tensors["step"].item<float>().Should().Be(1);
        loaded.Dispose();
    }

    [Fact]
    public void Save_AgainAtAnEarlierStep_ReplacesTheCheckpoint()
    {
        Save(500);
        Save(20);

        using var loaded = TrainingCheckpoint.Load(_folder.Path)!;

        loaded.Step.Should().Be(20);
        Directory.GetDirectories(_folder.Path).Should().ContainSingle();
    }

    [Fact]
    public void Save_ThatFails_LeavesTheCheckpointBefore()
    {
        Save(1);
        using var complex = zeros(2, dtype: ScalarType.ComplexFloat32);

        FluentActions.Invoking(() => Save(2, new() { ["a"] = complex }, [])).Should().Throw<ArgumentException>();

        ExpectStep(1);
        Save(3);
        ExpectStep(3);
        Directory.GetDirectories(_folder.Path).Should().ContainSingle("what the failure left is cleared away");
    }

    [Theory]
    [InlineData("checkpoint-2.partial")]
    [InlineData("checkpoint-1.partial")]
    public void Load_AfterAnInterruption_IgnoresWhatIsNotWhole(string leftBehind)
    {
        Save(1);
        var partial = Directory.CreateDirectory(_folder.File(leftBehind)).FullName;
        File.WriteAllText(Path.Combine(partial, "tensors.safetensors.partial"), "cut short");

        ExpectStep(1);
        Save(2);
        ExpectStep(2);
        Directory.GetDirectories(_folder.Path).Should().ContainSingle();
    }

    [Fact]
    public void Load_InterruptedBeforeTheOlderOneWasDeleted_TakesTheNewer()
    {
        Save(8);
        var older = Directory.GetDirectories(_folder.Path).Single();
        Directory.Move(older, _folder.File("kept"));
        Directory.CreateDirectory(older);
        Save(9);
        Directory.Move(_folder.File("kept"), older);

        Directory.GetDirectories(_folder.Path).Should().HaveCount(2);
        ExpectStep(9);
    }

    private void ExpectStep(int step)
    {
        using var loaded = TrainingCheckpoint.Load(_folder.Path)!;
        loaded.Step.Should().Be(step);
        loaded.Tensors["step"].item<float>().Should().Be(step);
    }

    private void Save(int step)
    {
        using var value = tensor((float)step);
        Save(step, new() { ["step"] = value }, []);
    }

    private void Save(int step, Dictionary<string, Tensor> tensors, Dictionary<string, double> numbers) => TrainingCheckpoint.Save(_folder.Path, step, tensors, numbers);
}
