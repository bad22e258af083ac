using Tpt.Parity;
using Tpt.Parity.Siblings;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Parity;

/// <summary>The parity suites run on the device that is named. The default device is the process's, so that nothing runs beside this.</summary>
[Collection(DefaultGeneratorCollection.Name)]
public sealed class ParityDeviceTests
{
    /// <summary>The suites run on a GPU too: a tensor that names no device would land on the default one, here one on which nothing can be computed.</summary>
    [Fact]
    public void Run_OtherDefaultDevice_ComputesOnTheNamedOne()
    {
        var output = new StringWriter();
        var before = get_default_device();
        set_default_device(META);
        try
        {
            var (reference, relatives) = (ParityRun.Run(GoldenSubset.Folder, output), SiblingRun.Run(Path.Combine(GoldenSubset.Folder, "relatives"), GoldenSubset.Folder, output));

            reference.Failures.Concat(relatives.Failures).Should().BeEmpty("{0}", output);
        }
        finally
        {
            set_default_device(before);
        }
    }
}
