using System.Reflection;
using Microsoft.ML.Runtime;
using Microsoft.ML.Tests.Support;

namespace Microsoft.ML.Tests;

/// <summary>The short overloads: their names and order as in ML.NET's own catalogs, and what they hand on.</summary>
public sealed class CatalogTests(Workspace workspace) : IClassFixture<Workspace>
{
    private static readonly string[] _parameters =
        ["catalog", "classNames", "predictedLabelColumnName", "scoreColumnName", "inputColumnName", "modelPath", "gpuDeviceId", "fallbackToCpu"];

    [Theory]
    [InlineData(nameof(TptCatalog.TestTimePromptTuning))]
    [InlineData(nameof(TptCatalog.ZeroShotImageClassification))]
    public void ShortOverload_HasOutputsThenInputThenModelThenDevice(string name)
    {
        var method = typeof(TptCatalog).GetMethods(BindingFlags.Public | BindingFlags.Static).Single(method => method.Name == name && method.GetParameters().Length > 2);

        method.GetParameters().Select(parameter => parameter.Name).Should().Equal(_parameters);
        method.GetParameters()[2..].Should().OnlyContain(parameter => parameter.HasDefaultValue);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ShortOverload_Gpu_GoesBeforeTheContexts(bool zeroShot)
    {
        var context = new MLContext { GpuDeviceId = 123 };
        var log = new LogCapture(context);

        using var onCpu = Estimator(context, zeroShot, gpuDeviceId: -1, fallbackToCpu: false).Fit(workspace.LoadImages(context, 1));
        using var fallen = Estimator(context, zeroShot, gpuDeviceId: 124, fallbackToCpu: true).Fit(workspace.LoadImages(context, 1));
        var fit = () => Estimator(context, zeroShot, gpuDeviceId: null, fallbackToCpu: false).Fit(workspace.LoadImages(context, 1));

        log.Of(ChannelMessageKind.Warning).Should().ContainSingle().Which.Should().StartWith("Computing on the CPU: GPU 124 was asked for");
        fit.Should().Throw<InvalidOperationException>().WithMessage("GPU 123 was asked for*");
    }

    /// <summary>As in ML.NET, where an argument of false asks the context.</summary>
    [Fact]
    public void ShortOverload_WithoutFallback_AsksTheContext()
    {
        var context = new MLContext { FallbackToCpu = true };

        using var transformer = Estimator(context, zeroShot: false, gpuDeviceId: 123, fallbackToCpu: false).Fit(workspace.LoadImages(context, 1));

        transformer.Scorer.Model.Device.type.Should().Be(TorchSharp.DeviceType.CPU);
    }

    private static TptEstimator Estimator(MLContext context, bool zeroShot, int? gpuDeviceId, bool fallbackToCpu) => zeroShot
        ? context.Transforms.ZeroShotImageClassification(["cat", "dog"], gpuDeviceId: gpuDeviceId, fallbackToCpu: fallbackToCpu)
        : context.Transforms.TestTimePromptTuning(["cat", "dog"], gpuDeviceId: gpuDeviceId, fallbackToCpu: fallbackToCpu);
}
