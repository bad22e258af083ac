using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Devices;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Cuda;

/// <summary>What a model on a GPU computes in.</summary>
[Collection(CudaCollection.Name)]
[Trait(CudaCollection.Trait, CudaCollection.Cuda)]
public sealed class CudaPrecisionTests
{
    private const int Ampere = 8;

    [CudaFact(rehearses: false)]
    public void Load_Auto_GoesByTheCapability()
    {
        using var model = CudaDevice.Load(TptPrecision.Auto);
        var capability = CudaDriver.ComputeCapability(CudaDevice.Device);

        capability.Should().NotBeNull("the driver is there where libtorch computes");
        model.DType.Should().Be(capability >= Ampere ? ScalarType.BFloat16 : ScalarType.Float16);
    }

    [CudaFact(rehearses: false)]
    public void Load_TensorFloat32BesideFloat32_IsRefused()
    {
        if (!CudaDevice.Precisions.Contains(TptPrecision.TensorFloat32))
        {
            FluentActions.Invoking(() => CudaDevice.Load(TptPrecision.TensorFloat32)).Should().Throw<ArgumentException>("there are no units for it");
            return;
        }
        using (CudaDevice.Load())
        {
            (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32).Should().Be((false, false));
            FluentActions.Invoking(() => CudaDevice.Load(TptPrecision.TensorFloat32)).Should().Throw<InvalidOperationException>().WithMessage("*one switch for the whole process*");
        }
        using (CudaDevice.Load(TptPrecision.TensorFloat32))
        {
            (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32).Should().Be((true, true));
            FluentActions.Invoking(() => CudaDevice.Load()).Should().Throw<InvalidOperationException>();
        }
    }
}
