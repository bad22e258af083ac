using Tpt.Engine.Approximations;
using Tpt.Engine.Devices;
using Tpt.Engine.Imaging;
using Tpt.Engine.Modules;
using Tpt.Engine.Tests.Checkpoints;
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

    [Theory]
    [InlineData(9, ScalarType.BFloat16)]
    [InlineData(8, ScalarType.BFloat16)]
    [InlineData(7, ScalarType.Float16)]
    [InlineData(null, ScalarType.Float16)]
    public void Select_AutoOnAGpu_GoesByItsCapability(int? capability, ScalarType expected)
        => PrecisionSelection.Select(TptPrecision.Auto, new Device("cuda:1"), device => device.index == 1 ? capability : 0).Should().Be(expected);

    [Fact]
    public void Select_AutoOnACpu_IsTheFastest()
        => PrecisionSelection.Select(TptPrecision.Auto, CPU).Should().BeOneOf(ScalarType.BFloat16, ScalarType.Float32);

    [Fact]
    public void Select_TensorFloat32_IsFloat32OnAGpuThatHasItAndAnErrorElsewhere()
    {
        PrecisionSelection.Select(TptPrecision.TensorFloat32, new Device("cuda:0"), _ => 8).Should().Be(ScalarType.Float32);
        FluentActions.Invoking(() => PrecisionSelection.Select(TptPrecision.TensorFloat32, CPU))
            .Should().Throw<ArgumentException>().WithMessage("Approximations.Precision is TensorFloat32, but the model is on the CPU*use Float32, BFloat16 or Auto*");
        FluentActions.Invoking(() => PrecisionSelection.Select(TptPrecision.TensorFloat32, new Device("cuda:0"), _ => 7))
            .Should().Throw<ArgumentException>().WithMessage("Approximations.Precision is TensorFloat32, but the compute capability of cuda:0 is 7, *use Float16, Float32 or Auto*");
    }

    /// <summary>As under the reference's autocast: 16 bits are for products.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Empty_SixteenBits_KeepsNormsAndTheirStatisticsInFloat32(bool resNet)
    {
        var config = resNet ? TinyModel.ResNet : TinyModel.VisionTransformer;
        using var network = ClipNetwork.Empty(config, CPU, ScalarType.BFloat16);

        var byKind = network.Images.state_dict().ToLookup(one => new[] { "norm", "layrnorm", "bn", "downsample.1" }.Any(part => one.Key.Contains(part, StringComparison.Ordinal)), one => one.Value.dtype);

        byKind[true].Should().HaveCountGreaterThan(4).And.OnlyContain(dtype => dtype == ScalarType.Float32);
        byKind[false].Should().HaveCountGreaterThan(4).And.OnlyContain(dtype => dtype == ScalarType.BFloat16);
    }

    /// <summary>On a GPU a model with it and one without are both in 32-bit floats, and give other scores.</summary>
    [Fact]
    public void Check_ModelThatWasLoadedWithTensorFloat32_IsForItAlone()
    {
        var before = (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32);
        try
        {
            var config = TinyModel.VisionTransformer;
            using var rounding = new ClipModel("folder", config, ClipNetwork.Empty(config, CPU), tokenizer: null, new ImagePreprocessing(), files: []) { TensorFloat32 = TensorFloat32.Use(allow: true) };

            FluentActions.Invoking(() => ModelFit.Check(rounding, ApproximationOptions.None))
                .Should().Throw<ArgumentException>().WithMessage("Approximations.Precision is Float32, but the model was loaded with TensorFloat32. Give the same approximations to ClipModel.Load.*");
            ModelFit.Check(fixture.Model, ApproximationOptions.None);
        }
        finally
        {
            (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32) = before;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Use_UntilTheLastIsGone_ThenTheApplicationsSwitchesAreBack(bool allow)
    {
        var before = (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32);
        try
        {
            (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32) = (!allow, !allow);
            var (first, second) = (TensorFloat32.Use(allow), TensorFloat32.Use(allow));

            first.Dispose();
            first.Dispose();
            (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32).Should().Be((allow, allow), "another one is there");
            second.Dispose();

            (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32).Should().Be((!allow, !allow));
        }
        finally
        {
            (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32) = before;
        }
    }

    [Fact]
    public void Use_TwoModelsThatWantItOtherwise_IsAnErrorUntilOneIsGone()
    {
        var before = (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32);
        try
        {
            using (TensorFloat32.Use(allow: false))
            {
                (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32).Should().Be((false, false), "convolutions are rounded unless somebody says no");
                using (TensorFloat32.Use(allow: false))
                {
                    FluentActions.Invoking(() => TensorFloat32.Use(allow: true)).Should().Throw<InvalidOperationException>().WithMessage("Approximations.Precision is TensorFloat32, but a model*dispose of the other model first.");
                }
                FluentActions.Invoking(() => TensorFloat32.Use(allow: true)).Should().Throw<InvalidOperationException>("one is still there");
            }
            using (TensorFloat32.Use(allow: true))
            {
                (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32).Should().Be((true, true));
            }
        }
        finally
        {
            (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32) = before;
        }
    }
}
