using System.Text;
using TorchSharp;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Tpt.Engine.Modules;

/// <summary>
/// Hands a TorchScript file to libtorch: its path, or on Windows its bytes. There TorchSharp passes a path in the system's code page, which
/// lacks the letters of most languages, and under Wine libtorch keeps a file open that it failed to load, so that nobody can mend it.
/// </summary>
internal static class ProgramFile
{
    /// <exception cref="InvalidDataException">On Windows, the file is larger than an array and its path has letters outside ASCII.</exception>
    public static jit.ScriptModule Load(string path, Device device)
    {
        if (!OperatingSystem.IsWindows())
        {
            return jit.load(path, device);
        }
        var length = new FileInfo(path).Length;
        if (length <= Array.MaxLength)
        {
            return LoadBytes(path, device);
        }
        return Ascii.IsValid(path)
            ? jit.load(path, device)
            : throw new InvalidDataException(Invariant($"'{path}' has {length} bytes. On Windows a TorchScript file of more than {Array.MaxLength} bytes is loaded from a path of ASCII letters only: move it to such a folder."));
    }

    /// <summary>While it loads, this takes twice the file in memory beside the weights.</summary>
    public static jit.ScriptModule LoadBytes(string path, Device device) => jit.load(File.ReadAllBytes(path), device);
}
