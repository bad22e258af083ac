using System.Runtime.Intrinsics.X86;
using TorchSharp;
using Tpt.Engine.Views;

namespace Tpt.Engine.Tests.Views;

public class TorchRandomTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(77)]
    [InlineData(0x1_2345_6789)]
    public void Draws_AnySeed_EqualLibtorch(long seed)
    {
        // A generator of its own: the global one belongs to whichever test runs beside this one.
        using var generator = new torch.Generator((ulong)seed, torch.CPU);
        var random = new TorchRandom((ulong)seed);

        // Where libtorch is compiled without a fused multiply-add, x (to - from) is rounded before from is added. So it is on processors
        // without the instruction, and with Microsoft's compiler on Windows. The product is below 1.2, so its rounding moves it by at most
        // 2^-24, which is one unit of sums in [0.5, 1): rounding is monotonic, so these differ by at most that unit. Smaller sums come from
        // smaller products, and differ by less. On Linux and macOS nothing may differ.
        var tolerance = Fma.IsSupported && !OperatingSystem.IsWindows() ? 0 : 6e-8f;
        for (var i = 0; i < 1000; i++)
        {
            using var uniform = torch.empty(1).uniform_(0, 1, generator);
            random.Rand().Should().Be(uniform.item<float>());

            using var scaled = torch.empty(1).uniform_(-0.3, 0.9, generator);
            random.Uniform(-0.3f, 0.9f).Should().BeApproximately(scaled.item<float>(), tolerance);

            using var integer = torch.randint(3, 1003, 1, generator: generator);
            random.RandomInt(3, 1003).Should().Be(integer.item<long>());
        }
    }

    [Fact]
    public void Next_ManyDraws_AreThoseOfTheSameSeedAgain()
    {
        var first = new TorchRandom(5);
        var second = new TorchRandom(5);

        Enumerable.Range(0, 2000).Select(_ => first.Rand()).Should().Equal(Enumerable.Range(0, 2000).Select(_ => second.Rand()));
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(0, 1L << 29)]
    public void RandomInt_ImpossibleRange_NamesTheArgument(long low, long high)
    {
        var act = () => new TorchRandom(0).RandomInt(low, high);

        act.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(nameof(high));
    }
}
