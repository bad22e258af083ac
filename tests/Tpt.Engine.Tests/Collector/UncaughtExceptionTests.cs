using Mono.Cecil;
using TorchSharp;

namespace Tpt.Engine.Tests.Collector;

/// <summary>
/// TorchSharp's native functions catch libtorch's exceptions, all but a few: there an exception ends the process. These were found
/// by reading the native source of version 0.107.0 for functions without its CATCH macro whose bodies can throw.
/// </summary>
public sealed class UncaughtExceptionTests
{
    /// <summary>
    /// What the engine could be tempted to call. The rest of the list is optimizers, data loaders, recurrent networks and TorchScript: of that the engine calls what does not
    /// throw, and loading, whose macro lets one exception through; see <see cref="Checkpoints.ScriptedTowerFile"/>.
    /// </summary>
    private static readonly string[] _uncaught =
    [
        "THSAutograd_grad", "THSTensor_matmul", "THSTensor_cummax", "THSTensor_cummin", "THSStorage_data_ptr",
        "THSNN_Module_to_device", "THSNN_Module_to_device_dtype", "THSNN_Module_to_dtype", "THSGenerator_set_rng_state",
    ];

    [Fact]
    public void Engine_NativeFunctionsThatDoNotCatch_AreNotCalled()
    {
        using var calls = new CallGraph(typeof(torch).Assembly.Location);
        var natives = calls.Called.Where(method => _uncaught.Any(name => method.Contains($"::{name}(", StringComparison.Ordinal))).ToArray();
        natives.Should().HaveCountGreaterThanOrEqualTo(_uncaught.Length, "the list is of functions that are there");
        var reaching = calls.Reaching(natives, stop: _ => false);
        using var module = ModuleDefinition.ReadModule(typeof(TptClassifier).Assembly.Location);

        var found = CallGraph.MethodsOf(module)
            .SelectMany(method => CallGraph.CalledBy(method).Where(called => reaching.Contains(CallGraph.KeyOf(called)))
                .Select(called => $"{method.DeclaringType.FullName}.{method.Name}: {CallGraph.Describe(called)}"));

        found.Should().BeEmpty();
    }
}
