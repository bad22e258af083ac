using TorchSharp;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Devices;

/// <summary>What .NET brings to a device, whatever the default device and type are.</summary>
public sealed class DeviceUploadTests
{
    [Theory]
    [InlineData(DeviceType.CPU)]
    [InlineData(DeviceType.META)]
    public void Of_NumbersOfAnArray_AreATensorOfTheirTypeOnTheDevice(DeviceType type)
    {
        var before = get_default_device();
        set_default_device(type == DeviceType.CPU ? META : CPU);
        try
        {
            using var scope = NewDisposeScope();
            var device = new Device(type);

            Tensor[] tensors = [DeviceUpload.Of([1L, 2], device), DeviceUpload.Of([1f, 2], device), DeviceUpload.Of([1.0, 2], ScalarType.Float32, device)];

            tensors.Should().OnlyContain(tensor => tensor.device_type == type && tensor.numel() == 2);
            tensors.Select(tensor => tensor.dtype).Should().Equal(ScalarType.Int64, ScalarType.Float32, ScalarType.Float32);
        }
        finally
        {
            set_default_device(before);
        }
    }

    [Fact]
    public void Of_NumbersForTheCpu_AreThese()
    {
        using var numbers = DeviceUpload.Of([3L, 1, 2], CPU);

        numbers.data<long>().ToArray().Should().Equal(3, 1, 2);
    }

    /// <summary>A tensor for another device goes by one of the CPU, which nobody else disposes of.</summary>
    [Fact]
    public void Of_NumbersForAnotherDevice_LeavesNoTensorBehind()
    {
        var before = LiveTensors.CountAfterFinalizers();

        DeviceUpload.Of([3L, 1, 2], META).Dispose();

        LiveTensors.Count.Should().Be(before);
    }
}
