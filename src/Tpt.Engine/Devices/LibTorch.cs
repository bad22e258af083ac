using System.Runtime.InteropServices;
using TorchSharp;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Devices;

/// <summary>
/// libtorch, which an application references by a package of its own, for its platform. Where it is missing, TorchSharp prints a trace, copies
/// half a gigabyte from the machine's package folder beside the application, and fails in a type initializer all the same on other machines.
/// Here it is one sentence, before TorchSharp is asked.
/// </summary>
internal static class LibTorch
{
    /// <summary>The version that goes with <see cref="TorchSharpVersion"/>.</summary>
    internal const string Version = "2.10.0";

    internal const string TorchSharpVersion = "0.107.0";

    private static readonly string[] _libraries = ["torch_cpu", "LibTorchSharp"];
    private static volatile bool _isLoaded;

    /// <summary>Loads the native libraries as TorchSharp will, once. To be called before anything else of TorchSharp is used.</summary>
    /// <exception cref="DllNotFoundException">A library is not there, or this system cannot load it. The inner exception has each place that was tried and the reason.</exception>
    public static void Require()
    {
        var torchSharp = typeof(torch).Assembly;
        if (_isLoaded || IsInPackageFolder(torchSharp.Location))
        {
            return;
        }
        foreach (var library in _libraries)
        {
            try
            {
                NativeLibrary.Load(library, torchSharp, searchPath: null);
            }
            catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
            {
                throw new DllNotFoundException(Explain(exception.Message, Platform(), Find(_libraries[0]), VisualCppRuntime.Missing()), exception);
            }
        }
        _isLoaded = true;
    }

    /// <summary>What to do about it. The sentences on packages are those of the build warning TPT0001.</summary>
    /// <param name="reason">What the system's loader said.</param>
    /// <param name="platform">The portable runtime identifier, such as <c>linux-x64</c>.</param>
    /// <param name="found">The file of libtorch that the application has; <see langword="null"/>: none.</param>
    /// <param name="missing">What this Windows lacks of the Visual C++ runtime.</param>
    internal static string Explain(string reason, string platform, string? found = null, params string[] missing) => platform switch
    {
        _ when reason.Contains("GLIBCXX_", StringComparison.Ordinal) =>
            "TorchSharp's native library needs the libstdc++ of GCC 13, and this system's is older. Build or publish the application with the MSBuild property TptRelaxTorchSharpLibrary set to true: the output then has a copy that loads here.",
        _ when reason.Contains("undefined symbol", StringComparison.Ordinal) =>
            $"A libtorch is there that lacks what TorchSharp's library asks for: {Excerpt.Of(LineWith("undefined symbol", reason))}. TorchSharp {TorchSharpVersion} was built for libtorch {Version}: take that version, and no other in LD_LIBRARY_PATH.",
        "linux-x64" or "win-x64" or "win-arm64" or "osx-arm64" when found is not null && missing.Length == 0 =>
            $"libtorch is there ('{Excerpt.Of(found)}'), and this system cannot load it, or TorchSharp's library that goes with it: {Excerpt.Of(reason)} Take the packages of {platform} in the versions that belong together, TorchSharp {TorchSharpVersion} and libtorch {Version}.",
        "linux-x64" or "win-x64" or "win-arm64" or "osx-arm64" when found is not null => VisualCppRuntime.Advice(missing, platform),
        "linux-x64" => MissingPackage(platform, "TorchSharp-cuda-linux"),
        "win-x64" => $"{MissingPackage(platform, "TorchSharp-cuda-windows")}{Also(missing, platform)}",
        "win-arm64" or "osx-arm64" => $"{MissingPackage(platform, cudaPackage: null)}{Also(missing, platform)}",
        _ => $"TorchSharp has no native library for {platform}: only for linux-x64, win-x64, win-arm64 and osx-arm64.",
    };

    /// <summary>The system's loader says what it tried, a line each.</summary>
    private static string LineWith(string words, string text) => text.Split('\n').First(line => line.Contains(words, StringComparison.Ordinal)).Trim();

    /// <summary>Who installs the one would only then hear of the other.</summary>
    private static string Also(string[] missing, string platform) => missing.Length == 0 ? "" : $" {VisualCppRuntime.Advice(missing, platform)}";

    /// <summary>The file of a library among those of the application; <see langword="null"/> where it has none.</summary>
    private static string? Find(string library)
    {
        var name = OperatingSystem.IsWindows() ? $"{library}.dll" : OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";
        var folders = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Append(AppContext.BaseDirectory).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    private static string MissingPackage(string platform, string? cudaPackage)
    {
        var cuda = cudaPackage is null ? "" : $", or 'dotnet add package {cudaPackage} --version {TorchSharpVersion}' for an NVIDIA GPU";
        return $"TorchSharp needs a libtorch package for {platform}, and the application references none. Run 'dotnet add package libtorch-cpu-{platform} --version {Version}'{cuda}.";
    }

    /// <summary>The runtime's own identifier is that of a distribution where the distribution built the runtime.</summary>
    private static string Platform()
    {
        var own = RuntimeInformation.RuntimeIdentifier;
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : own.Contains("musl", StringComparison.Ordinal) || own.StartsWith("alpine", StringComparison.Ordinal) ? "linux-musl" : "linux";
        return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
    }

    /// <summary>So it is in scripts and notebooks, for which TorchSharp gathers the native libraries itself: <c>torchsharp/0.107.0/lib/net8.0/TorchSharp.dll</c>.</summary>
    private static bool IsInPackageFolder(string location)
        => location.Split(Path.DirectorySeparatorChar) is [.., var package, _, "lib", _, _] && package.Equals("torchsharp", StringComparison.OrdinalIgnoreCase);
}
