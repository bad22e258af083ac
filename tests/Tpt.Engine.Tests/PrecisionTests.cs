using Tpt.Engine.Approximations;
using Tpt.Engine.Devices;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests;

[Collection(BuiltInModelCollection.Name)]
public sealed class PrecisionTests(BuiltInModelFixture fixture)
{
    [Fact]
    public void Load_BFloat16_ComputesTheImageTowerInItAndTheTextTowerNot()
    {
        using var model = ClipModel.Load(new ModelOptions { Path = fixture.Model.Folder, GpuDeviceId = -1 }, new ApproximationOptions { Precision = TptPrecision.BFloat16 });
        string[] names = ["dog", "cat", "red apple"];
        using var classifier = new TptClassifier(model, names, new TptClassifierOptions { Approximations = { Precision = TptPrecision.BFloat16 } });
        using var full = new TptClassifier(fixture.Model, names);
        var image = SyntheticImages.Create(21);

        var (half, expected) = (classifier.Predict(image), full.Predict(image));

        model.DType.Should().Be(ScalarType.BFloat16);
        model.Network.LogitScale.dtype.Should().Be(ScalarType.Float32);
        var difference = half.ZeroShotScores.ToArray().Zip(expected.ZeroShotScores.ToArray(), (a, b) => Math.Abs(a - b)).Max();
        difference.Should().BeGreaterThan(0, "eight significant bits round").And.BeLessThan(0.05f);
    }

    [Fact]
    public void Select_Float16OnTheCpu_SaysWhatToUse()
    {
        var select = () => PrecisionSelection.Select(TptPrecision.Float16, CPU);

        select.Should().Throw<ArgumentException>().WithMessage("Approximations.Precision is Float16, but the model is on the CPU*use BFloat16 or Auto*");
    }

    [Fact]
    public void Select_Auto_IsSixteenBitsOnAGpuAndTheFastestOnACpu()
    {
        PrecisionSelection.Select(TptPrecision.Auto, new Device("cuda:0")).Should().Be(ScalarType.Float16);
        PrecisionSelection.Select(TptPrecision.Auto, CPU).Should().BeOneOf(ScalarType.BFloat16, ScalarType.Float32);
    }
}
