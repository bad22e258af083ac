using System.Runtime.InteropServices;
using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Configuration;
using Tpt.Engine.Modules;
using Tpt.Engine.Tests.Checkpoints;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Modules;

[Collection(BuiltInModelCollection.Name)]
public sealed class ViewChunkSizingTests(BuiltInModelFixture fixture)
{
    [Theory]
    [InlineData(224, 32, 768, 32)]
    [InlineData(224, 16, 768, 8)]
    [InlineData(224, 14, 1024, 4)]
    [InlineData(64, 8, 192, 64)]
    public void Automatic_OnACpu_FollowsFromTheWidestActivation(int imageSize, int patchSize, int hiddenSize, int expected)
    {
        var config = new ClipVisionConfig { ImageSize = imageSize, PatchSize = patchSize, HiddenSize = hiddenSize, IntermediateSize = 4 * hiddenSize };

        ViewChunkSizing.Automatic(config, DeviceType.CPU).Should().Be(expected);
        ViewChunkSizing.Automatic(config, DeviceType.CUDA).Should().Be(64);
    }

    [Theory]
    [InlineData(8, 16, 16)]
    [InlineData(8, 64, 64)]
    [InlineData(8, 2, 2)]
    [InlineData(8, 1, 1)]
    [InlineData(8, 8, 8)]
    [InlineData(5, 40, 40)]
    [InlineData(5, 64, 64)]
    [InlineData(64, 64, 64)]
    [InlineData(64, 1, 1)]
    [InlineData(1, 1, 1)]
    public void Fastest_OneValley_FindsItsFloor(int start, int fastest, int expected)
        => ViewChunkSizing.Fastest(start, size => 1 + Math.Abs(Math.Log2(size) - Math.Log2(fastest))).Should().Be(expected);

    [Fact]
    public void Fastest_WithinTheNoise_StaysWhereItStarts()
        => ViewChunkSizing.Fastest(8, size => size == 8 ? 1 : 0.99).Should().Be(8);

    [Fact]
    public void Fastest_AnySize_IsTimedOnce()
    {
        var timed = new List<int>();

        ViewChunkSizing.Fastest(8, size =>
        {
            timed.Add(size);
            return size;
        }).Should().Be(1);

        timed.Should().Equal(8, 16, 4, 2, 1);
    }

    /// <summary>From where memory does not hold to where it does: a shortage is no reason to load no model.</summary>
    [Theory]
    [InlineData(64, 16, 16)]
    [InlineData(64, 1, 1)]
    [InlineData(8, 8, 8)]
    [InlineData(8, 4, 4)]
    public void Fastest_MoreViewsThanMemoryHolds_AreNoChoice(int start, int most, int expected)
        => ViewChunkSizing.Fastest(start, size => ViewChunkSizing.SecondsOf(size, tried => tried > most ? throw new Shortage() : 1) / size).Should().Be(expected);

    [Fact]
    public void SecondsOf_OneViewThatMemoryDoesNotHold_IsTheError()
        => FluentActions.Invoking(() => ViewChunkSizing.SecondsOf(1, _ => throw new Shortage())).Should().Throw<ExternalException>();

    [Fact]
    public void Load_Measuring_KeepsWhatItFound_AndTheSameNumberRoundsAlike()
    {
        using var measured = Load(new ModelOptions { MeasureViewChunkSize = true });
        using var told = Load(new ModelOptions { ViewChunkSize = measured.ViewChunkSize });

        measured.ViewChunkSize.Should().BeInRange(1, ViewChunkSizing.Most);
        Scores(told).Should().Equal(Scores(measured));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Load_ViewChunkSize_ChangesRoundingAlone(int size)
    {
        using var model = Load(new ModelOptions { ViewChunkSize = size });

        model.ViewChunkSize.Should().Be(size);
        Scores(model).Zip(Scores(fixture.Model), (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(1e-5f);
    }

    [Fact]
    public void Load_ViewChunkSize_HoldsForTheKeptFloat32ImageTowerToo()
    {
        using var model = Load(new ModelOptions { ViewChunkSize = 3 }, new ApproximationOptions { Precision = TptPrecision.BFloat16, ExactMargin = 0.1 });

        model.Network.Images.ChunkSize.Should().Be(3);
        model.Network.Float32Images!.ChunkSize.Should().Be(3);
    }

    [Fact]
    public void Measure_LeavesNoTensorBehind()
    {
        using var network = TinyModel.Network(TinyModel.ResNet, TinyModel.Weights(TinyModel.ResNet));
        var before = LiveTensors.CountAfterFinalizers();

        ViewChunkSizing.Measure(network.Images, TinyModel.ResNet.Vision.ImageSize, CPU).Should().BeInRange(1, ViewChunkSizing.Most);

        LiveTensors.Count.Should().Be(before);
    }

    [Fact]
    public void Load_NoViews_IsAnError()
    {
        var load = () => Load(new ModelOptions { ViewChunkSize = 0 });

        load.Should().Throw<ArgumentOutOfRangeException>().WithMessage("ViewChunkSize is 0; it must be at least 1 and at most 4096: *");
    }

    [Fact]
    public void Load_ANumberAndAMeasurement_IsAnError()
    {
        var load = () => Load(new ModelOptions { ViewChunkSize = 4, MeasureViewChunkSize = true });

        load.Should().Throw<ArgumentException>().WithMessage("ViewChunkSize is 4, so there is nothing for MeasureViewChunkSize to find*");
    }

    private ClipModel Load(ModelOptions options, ApproximationOptions? approximations = null)
        => ClipModel.Load(options with { Path = fixture.Model.Folder, GpuDeviceId = -1 }, approximations);

    private static float[] Scores(ClipModel model)
    {
        using var classifier = new TptClassifier(model, ["dog", "cat", "red apple"]);
        return classifier.Predict(SyntheticImages.Create(51)).Scores.ToArray();
    }

    private sealed class Shortage() : ExternalException("CUDA out of memory.");
}
