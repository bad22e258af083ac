using System.Text;
using TorchSharp;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Tpt.Engine.Modules;

/// <summary>
/// Hands a TorchScript file to libtorch. TorchSharp passes a path in the code page of Windows, which has no letters of most other languages:
/// a file at such a path is read here, and its bytes are passed.
/// </summary>
internal static class ProgramFile
{
    /// <exception cref="InvalidDataException">On Windows, the path has letters outside ASCII and the file is larger than an array.</exception>
    public static jit.ScriptModule Load(string path, Device device)
        => !OperatingSystem.IsWindows() || Ascii.IsValid(path) ? jit.load(path, device) : LoadBytes(path, device);

    /// <summary>Takes three times the file in memory while it loads, so only where it must be.</summary>
    public static jit.ScriptModule LoadBytes(string path, Device device)
    {
        var length = new FileInfo(path).Length;
        return length <= Array.MaxLength
            ? jit.load(File.ReadAllBytes(path), device)
            : throw new InvalidDataException(Invariant($"'{path}' has {length} bytes. On Windows a TorchScript file of more than {Array.MaxLength} bytes is loaded only from a path of ASCII letters: move it to such a folder."));
    }
}
