using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tpt.Engine.Views;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Views;

/// <summary>The memory of the views: how much it is, who shares it, and when it is given to other views.</summary>
[Collection(BuiltInModelCollection.Name)]
public sealed class ViewBatchTests(BuiltInModelFixture fixture)
{
    private readonly ViewBuffers _buffers = new(count: 3, size: 5);

    [Theory]
    [InlineData(64, 224)]
    [InlineData(64, 64)]
    [InlineData(1, 1)]
    public void Pixels_NewBatch_TakeWhatIsDocumented(int count, int size)
    {
        var buffers = new ViewBuffers(count, size);
        var before = GC.GetAllocatedBytesForCurrentThread();

        using var batch = new ViewBatch(buffers);

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var bytes = ViewMemory.BytesOf(count, size);
        ((long)batch.Pixels.Length * sizeof(float)).Should().Be(bytes).And.Be(12L * count * size * size);
        allocated.Should().BeInRange(bytes, bytes + 500);
    }

    [Fact]
    public void ToTensor_OnTheCpu_IsThePixels()
    {
        using var scope = NewDisposeScope();
        using var batch = new ViewBatch(_buffers);
        for (var i = 0; i < batch.Count; i++)
        {
            batch.View(i).Fill(i + 1);
        }

        var tensor = batch.ToTensor();

        tensor.shape.Should().Equal(3, 3, 5, 5);
        SharesMemory(tensor, batch).Should().BeTrue();
        SharesMemory(tensor.to(CPU), batch).Should().BeTrue();
        tensor.data<float>().ToArray().Should().Equal(Enumerable.Range(0, 3 * 75).Select(i => 1f + (i / 75)));
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
            var tensor = batch.ToTensor();

            (tensor.device_type, tensor.dtype, SharesMemory(tensor, batch)).Should().Be((TorchSharp.DeviceType.CPU, ScalarType.Float32, true));
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
        var buffers = new ViewBuffers(count, size);
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

        batch.Invoking(b => b.Pixels).Should().Throw<ObjectDisposedException>().WithMessage("*ViewBatch*");
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
        next.View(0).Fill(-1);

        tensor.data<float>().ToArray().Should().OnlyContain(v => v == 7);
    }

    [Fact]
    public void Dispose_ThenAFullCollection_FreesTheMemory()
    {
        var array = ArrayOfADisposedBatch(_buffers);
        IsThere(array).Should().BeTrue();

        Collect();

        IsThere(array).Should().BeFalse();
        using var next = new ViewBatch(_buffers);
        next.Pixels.Length.Should().Be(3 * 75);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Tensor OfAForgottenBatch(ViewBuffers buffers)
    {
        var batch = new ViewBatch(buffers);
        MemoryMarshal.AsMemory(batch.Pixels).Span.Fill(7);
        return batch.ToTensor();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference<float[]> ArrayOfADisposedBatch(ViewBuffers buffers)
    {
        using var batch = new ViewBatch(buffers);
        MemoryMarshal.TryGetArray(batch.Pixels, out var segment).Should().BeTrue();
        return new WeakReference<float[]>(segment.Array!);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsThere(WeakReference<float[]> array) => array.TryGetTarget(out _);

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    private static nint Address(ViewBatch batch)
    {
        MemoryMarshal.TryGetArray(batch.Pixels, out var segment).Should().BeTrue();
        return Marshal.UnsafeAddrOfPinnedArrayElement(segment.Array!, segment.Offset);
    }

    private static bool SharesMemory(Tensor tensor, ViewBatch batch) =>
        Unsafe.AreSame(ref MemoryMarshal.GetReference(tensor.bytes), ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(MemoryMarshal.AsMemory(batch.Pixels).Span)));
}
