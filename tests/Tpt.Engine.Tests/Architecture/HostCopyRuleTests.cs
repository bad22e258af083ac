using Mono.Cecil;
using Tpt.Engine.Numerics;
using Tpt.Engine.Tests.Collector;

namespace Tpt.Engine.Tests.Architecture;

/// <summary>
/// What makes the engine wait for a GPU, and what makes a GPU's sums depend on which thread comes first, read in the compiled code: neither
/// can be seen on a CPU.
/// </summary>
public sealed class HostCopyRuleTests
{
    /// <summary>Methods of a tensor that wait for its numbers. <c>data</c> is none: it refuses a tensor that is not on the CPU.</summary>
    private static readonly string[] _waiting = ["cpu", "item", "ToScalar", "ToSingle", "ToDouble", "ToInt64", "ToInt32", "ToBoolean", "nonzero", "masked_select", "unique", "tolist"];

    /// <summary>Adds to places that several threads may want at once: <c>index_add</c> and <c>scatter_add</c> forward, a selection backward.</summary>
    private static readonly string[] _racing = ["index_add", "index_add_", "scatter_add", "scatter_add_", "scatter_reduce", "put_", "index_put", "index_put_", "bincount", "histc"];

    [Fact]
    public void Engine_EveryWaitForTheDevice_IsAHostCopy()
        => Calls(_waiting).Should().OnlyContain(place => place.StartsWith("HostCopy.", StringComparison.Ordinal)).And.NotBeEmpty();

    /// <summary>
    /// One is left, <see cref="HeldNumbers.PlusAt"/>, and one calls it: each of its places is written once, so that no two threads meet.
    /// </summary>
    [Fact]
    public void Engine_SumsThatRaceOnAGpu_AreNotUsed()
    {
        Calls(_racing).Should().Equal("HeldNumbers.PlusAt: index_add");
        Callers(nameof(HeldNumbers.PlusAt)).Should().Equal("ContextRows.Add");
    }

    /// <summary>
    /// A tensor that is made of an array for a GPU waits there too, until all is done that the GPU was asked for. Those that are left are read with a
    /// file, two of the three for the CPU.
    /// </summary>
    [Fact]
    public void Engine_NumbersOfArrays_GoToTheDeviceByOneWay()
        => Callers("tensor").Where(caller => !caller.StartsWith("DeviceUpload.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Should().Equal("PositionGrid.Resize", "SavedContext.Read", "TorchCheckpoint.Read");

    private static string[] Calls(string[] names)
    {
        using var module = ModuleDefinition.ReadModule(typeof(TptClassifier).Assembly.Location);
        return [.. CallGraph.MethodsOf(module)
            .SelectMany(method => CallGraph.CalledBy(method).Where(called => called.DeclaringType.Name == "Tensor" && names.Contains(called.Name)).Select(called => $"{TypeOf(method)}.{NameOf(method)}: {called.Name}"))
            .Distinct().Order(StringComparer.Ordinal)];
    }

    private static string[] Callers(string name)
    {
        using var module = ModuleDefinition.ReadModule(typeof(TptClassifier).Assembly.Location);
        return [.. CallGraph.MethodsOf(module).Where(method => CallGraph.CalledBy(method).Any(called => called.Name == name)).Select(method => $"{TypeOf(method)}.{NameOf(method)}").Distinct()];
    }

    private static string TypeOf(MethodDefinition method) => (method.DeclaringType.DeclaringType ?? method.DeclaringType).Name;

    private static string NameOf(MethodDefinition method) => method.Name.Split('`')[0];
}
