using System.Runtime.InteropServices;

namespace Tpt.Engine.Devices;

/// <summary>The C++ runtime of Windows, which libtorch's DLLs import. Neither Windows nor .NET nor any package has it: an installer brings it.</summary>
internal static class VisualCppRuntime
{
    /// <summary>What torch_cpu.dll and c10.dll import of it. The last is of x64 alone.</summary>
    private static readonly string[] _libraries = ["MSVCP140.dll", "VCRUNTIME140.dll", "VCRUNTIME140_1.dll"];

    /// <summary>Those of its libraries that do not load here; none where this is no Windows.</summary>
    public static string[] Missing()
    {
        if (!OperatingSystem.IsWindows())
        {
            return [];
        }
        var needed = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? _libraries : _libraries[..^1];
        return [.. needed.Where(library => !Loads(library))];
    }

    /// <summary>What to do where some are missing.</summary>
    /// <param name="missing">Their names.</param>
    /// <param name="platform">The portable runtime identifier, such as <c>win-x64</c>.</param>
    public static string Advice(IReadOnlyList<string> missing, string platform)
    {
        var architecture = platform.EndsWith("arm64", StringComparison.Ordinal) ? "arm64" : "x64";
        return $"This Windows lacks {string.Join(", ", missing)}, the Visual C++ runtime that libtorch needs, and no NuGet package brings it. "
            + $"Install the current Visual C++ Redistributable ('winget install Microsoft.VCRedist.2015+.{architecture}', or https://aka.ms/vs/17/release/vc_redist.{architecture}.exe) and start the application again.";
    }

    private static bool Loads(string library)
    {
        if (!NativeLibrary.TryLoad(library, out var handle))
        {
            return false;
        }
        NativeLibrary.Free(handle);
        return true;
    }
}
