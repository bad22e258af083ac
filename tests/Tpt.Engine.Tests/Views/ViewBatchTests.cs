using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tpt.Engine.Imaging;
using Tpt.Engine.Views;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Views;

/// <summary>The memory of the views: how much it is, who shares it, and when it is given to other views.</summary>
[Collection(BuiltInModelCollection.Name)]
public sealed class ViewBatchTests(BuiltInModelFixture fixture)
{
    private readonly ViewBuffers _buffers = new(count: 3, size: 5, new ViewNormalization(new ImagePreprocessing()));
    private readonly ViewBuffers _normalized = new(count: 3, size: 5, normalization: null);

    [Theory]
    [InlineData(64, 224, false, 3)]
    [InlineData(64, 64, false, 3)]
    [InlineData(1, 1, false, 3)]
    [InlineData(64, 224, true, 12)]
    public void NewBatch_TakesWhatIsDocumented(int count, int size, bool isNormalized, long bytesPerPixel)
    {
        var buffers = new ViewBuffers(count, size, isNormalized ? null : new ViewNormalization(new ImagePreprocessing()));
        var before = GC.GetAllocatedBytesForCurrentThread();

        using var batch = new ViewBatch(buffers);

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        using var tensor = batch.Share();
        var bytes = bytesPerPixel * count * size * size;
        (tensor.numel() * tensor.ElementSize).Should().Be(bytes).And.BeLessThanOrEqualTo(ViewMemory.BytesOf(count, size));
        allocated.Should().BeInRange(bytes, bytes + 500);
    }

    [Fact]
    public void Share_OnTheCpu_IsTheBytes()
    {
        using var scope = NewDisposeScope();
        using var batch = new ViewBatch(_buffers);
        for (var i = 0; i < batch.Count; i++)
        {
            batch.Bytes(i).Fill((byte)(i + 1));
        }

        var tensor = batch.Share();

        (tensor.dtype, SharesMemory(tensor, batch), SharesMemory(tensor.to(CPU), batch)).Should().Be((ScalarType.Byte, true, true));
        tensor.shape.Should().Equal(3, 3, 5, 5);
        tensor.data<byte>().ToArray().Should().Equal(Enumerable.Range(0, 3 * 75).Select(i => (byte)(1 + (i / 75))));
    }

    [Fact]
    public void ToTensor_NormalizedViews_AreNotCopied()
    {
        using var scope = NewDisposeScope();
        using var batch = new ViewBatch(_normalized);
        batch.Floats(2).Fill(7);

        var tensor = batch.ToTensor();

        (tensor.dtype, SharesMemory(tensor, batch)).Should().Be((ScalarType.Float32, true));
        tensor[2].data<float>().ToArray().Should().OnlyContain(number => number == 7).And.Equal(batch.Numbers()[150..]);
    }

    /// <summary>What goes to the device are bytes, and what is read there has the bits that .NET's table has.</summary>
    [Theory]
    [InlineData(1 / 255.0)]
    [InlineData(1 / 127.5)]
    [InlineData(1.0)]
    public void ToTensor_EveryByteOfEveryChannel_IsNormalizedToTheSameBits(double rescaleFactor)
    {
        using var scope = NewDisposeScope();
        var preprocessing = new ImagePreprocessing { RescaleFactor = rescaleFactor, Mean = [0.48145466f, 0.4578275f, 0.40821073f], Std = [0.26862954f, 0.26130258f, 0.27577711f] };
        using var batch = new ViewBatch(new ViewBuffers(2, 16, new ViewNormalization(preprocessing)));
        for (var i = 0; i < 3 * 256; i++)
        {
            batch.Bytes(0)[i] = (byte)i;
            batch.Bytes(1)[i] = (byte)(255 - i);
        }

        var numbers = batch.ToTensor(CPU, 2).data<float>().ToArray();

        numbers.Should().Equal(batch.Numbers());
        numbers[..768].Distinct().Should().HaveCountGreaterThan(700);
        batch.ToTensor(CPU, 1).data<float>().ToArray().Should().Equal(numbers[..768]);
    }

    [Fact]
    public void CopyTo_WhatIsNotThere_IsAnErrorThatNamesIt()
    {
        using var batch = new ViewBatch(_buffers);

        batch.Invoking(b => b.CopyTo(3, new float[75])).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("view");
        batch.Invoking(b => b.CopyTo(-1, new float[75])).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("view");
        batch.Invoking(b => b.CopyTo(0, new float[74])).Should().Throw<ArgumentException>().WithMessage("The destination has 74 numbers, and a view of 5 x 5 pixels has 75.*").WithParameterName("destination");
    }

    [Fact]
    public void ToTensor_OtherDefaultDeviceAndType_StaysFloat32OnTheCpu()
    {
        using var scope = NewDisposeScope();
        using var batch = new ViewBatch(_buffers);
        var (device, type) = (get_default_device(), get_default_dtype());
        set_default_device(META);
        set_default_dtype(ScalarType.Float64);
        try
        {
            var (bytes, numbers) = (batch.Share(), batch.ToTensor());

            (bytes.device_type, bytes.dtype, SharesMemory(bytes, batch)).Should().Be((TorchSharp.DeviceType.CPU, ScalarType.Byte, true));
            (numbers.device_type, numbers.dtype).Should().Be((TorchSharp.DeviceType.CPU, ScalarType.Float32));
        }
        finally
        {
            set_default_device(device);
            set_default_dtype(type);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(7, 33)]
    public void Pixels_AnySize_BeginWhereLibtorchsOwnTensorsDo(int count, int size)
    {
        var buffers = new ViewBuffers(count, size, new ViewNormalization(new ImagePreprocessing()));
        using ViewBatch first = new(buffers), second = new(buffers), third = new(buffers);

        long[] addresses = [Address(first), Address(second), Address(third)];
        addresses.Should().OnlyContain(address => address % 64 == 0).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public void ToTensor_Disposed_LeavesNoTensor()
    {
        var before = LiveTensors.CountAfterFinalizers();
        using (var batch = new ViewBatch(_buffers))
        {
            LiveTensors.Count.Should().Be(before);
            using var tensor = batch.ToTensor();
            LiveTensors.Count.Should().Be(before + 1);
        }

        LiveTensors.Count.Should().Be(before);
    }

    [Fact]
    public void Dispose_OneBatch_GivesItsMemoryToTheNext()
    {
        var first = new ViewBatch(_buffers);
        using var other = new ViewBatch(_buffers);
        var address = Address(first);

        first.Dispose();
        using var next = new ViewBatch(_buffers);

        Address(next).Should().Be(address).And.NotBe(Address(other));
    }

    [Fact]
    public void Dispose_ManyThreadsAtOnce_GivesTheMemoryBackOnce()
    {
        for (var round = 0; round < 100; round++)
        {
            var batch = new ViewBatch(_buffers);

            Parallel.For(0, 8, _ => batch.Dispose());

            using ViewBatch one = new(_buffers), two = new(_buffers);
            Address(one).Should().NotBe(Address(two));
        }
    }

    [Fact]
    public void Dispose_Batch_IsWhatEveryUseSaysAfterwards()
    {
        var batch = new ViewBatch(_buffers);
        batch.ThrowIfDisposed();

        batch.Dispose();
        batch.Dispose();

        batch.Invoking(b => b.CopyTo(0, new float[75])).Should().Throw<ObjectDisposedException>().WithMessage("*ViewBatch*");
        batch.Invoking(b => b.ToTensor()).Should().Throw<ObjectDisposedException>();
        batch.Invoking(b => b.ThrowIfDisposed()).Should().Throw<ObjectDisposedException>();
        (batch.Count, batch.Size).Should().Be((3, 5));
    }

    [Fact]
    public void Dispose_WhileTheViewsAreScored_IsAnErrorAndNotAnotherImagesScores()
    {
        using var classifier = new TptClassifier(fixture.Model, ["banana", "carrot"]);
        var batch = classifier.CreateViews(SyntheticImages.Create(1));
        ViewBatch[] rows = [.. Enumerable.Repeat(batch, 100)];
        var predicting = Task.Run(() => classifier.Predict(rows));
        while (fixture.Model.Gate.TryEnter())
        {
            fixture.Model.Gate.Exit();
            Thread.Yield();
        }

        batch.Dispose();

        FluentActions.Invoking(() => predicting.GetAwaiter().GetResult()).Should().Throw<ObjectDisposedException>().WithMessage("*ViewBatch*");
    }

    [Fact]
    public void ToTensor_BatchIsForgotten_KeepsItsMemory()
    {
        using var tensor = OfAForgottenBatch(_buffers);

        Collect();
        using var next = new ViewBatch(_buffers);
        next.Bytes(0).Fill(1);

        tensor.data<byte>().ToArray().Should().OnlyContain(v => v == 7);
    }

    [Fact]
    public void Dispose_ThenAFullCollection_FreesTheMemory()
    {
        var array = ArrayOfADisposedBatch(_buffers);
        IsThere(array).Should().BeTrue();

        Collect();

        IsThere(array).Should().BeFalse();
        using var next = new ViewBatch(_buffers);
        next.Numbers().Should().HaveCount(3 * 75);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Tensor OfAForgottenBatch(ViewBuffers buffers)
    {
        var batch = new ViewBatch(buffers);
        for (var view = 0; view < batch.Count; view++)
        {
            batch.Bytes(view).Fill(7);
        }
        return batch.Share();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference<Array> ArrayOfADisposedBatch(ViewBuffers buffers)
    {
        var buffer = buffers.Rent();
        buffers.Return(buffer);
        return new WeakReference<Array>(buffer.Array);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsThere(WeakReference<Array> array) => array.TryGetTarget(out _);

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    private static nint Address(ViewBatch batch) => Marshal.UnsafeAddrOfPinnedArrayElement(batch.Buffer.Array, batch.Buffer.Start);

    private static bool SharesMemory(Tensor tensor, ViewBatch batch) => Unsafe.AreSame(
        ref MemoryMarshal.GetReference(tensor.bytes), ref MemoryMarshal.GetReference(batch.IsNormalized ? MemoryMarshal.AsBytes(batch.Floats(0)) : batch.Bytes(0)));
}
