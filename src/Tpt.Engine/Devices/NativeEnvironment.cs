using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Tpt.Engine.Devices;

/// <summary>
/// Has libtorch's OpenMP runtime wait passively: between two products of matrices its threads sleep. By itself GNU's spins for about
/// three milliseconds while there are no more threads in its teams than cores, and on a machine with other work that spinning takes the cores
/// from the thread that it waits for.
/// <c>tests/Tpt.Benchmarks -- busy</c> measures both.
/// </summary>
/// <remarks>
/// <para>
/// The runtime reads its variables once, while it is loaded, from the native environment. So this runs before any other code of this
/// assembly. In an application that has used TorchSharp before, it is too late: nothing breaks, and the runtime waits as it did.
/// </para>
/// <para>
/// Who sets <c>OMP_WAIT_POLICY</c>, <c>GOMP_SPINCOUNT</c> (GNU's runtime) or <c>KMP_BLOCKTIME</c> (Intel's and LLVM's) has chosen, and nothing is
/// added. What the application itself sets by <see cref="Environment.SetEnvironmentVariable(string, string)"/> counts too, if a method does it that
/// does not use this library: .NET runs this when it compiles the first method that does.
/// On Linux and macOS, processes that the application starts do not inherit the variable: they get .NET's copy of the environment, which is made before.
/// On Windows they do.
/// </para>
/// </remarks>
internal static class NativeEnvironment
{
    private const string WaitPolicy = "OMP_WAIT_POLICY";

    /// <summary>What says how long a thread spins before it sleeps.</summary>
    private static readonly string[] _choices = [WaitPolicy, "GOMP_SPINCOUNT", "KMP_BLOCKTIME"];

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255:The 'ModuleInitializer' attribute should not be used in libraries",
        Justification = "Whichever type of this library is used first, libtorch may be loaded next, and then it is too late.")]
    internal static void WaitPassively()
    {
        // The whole copy, now: one that .NET made later would have the variable in it, and so would every child process.
        var variables = Environment.GetEnvironmentVariables();
        var chosen = Array.FindAll(_choices, name => variables[name] is string { Length: > 0 });
        if (chosen.Length == 0)
        {
            Set(WaitPolicy, "PASSIVE");
        }
        foreach (var name in chosen)
        {
            Set(name, (string)variables[name]!);
        }
    }

    private static void Set(string name, string value)
    {
        if (OperatingSystem.IsWindows())
        {
            Environment.SetEnvironmentVariable(name, value);
        }
        else
        {
            NativeLibc.TrySetVariable(name, value);
        }
    }
}
