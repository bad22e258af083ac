using System.Runtime.InteropServices;

namespace Tpt.Engine.Devices;

/// <summary>
/// Two functions of the C library, looked up by name. Where one is not there (both on Windows, the second in musl and on macOS),
/// the call does nothing and says so.
/// </summary>
internal static unsafe class NativeLibc
{
    /// <summary>Sets a variable where native code reads it. On Unix .NET's <see cref="Environment"/> is a copy, which this does not change.</summary>
    /// <returns>Whether it was set.</returns>
    public static bool TrySetVariable(string name, string value)
    {
        if (!TryGet("setenv", out var setenv))
        {
            return false;
        }
        var (nativeName, nativeValue) = (Marshal.StringToCoTaskMemUTF8(name), Marshal.StringToCoTaskMemUTF8(value));
        try
        {
            return ((delegate* unmanaged<nint, nint, int, int>)setenv)(nativeName, nativeValue, 1) == 0;
        }
        finally
        {
            Marshal.FreeCoTaskMem(nativeName);
            Marshal.FreeCoTaskMem(nativeValue);
        }
    }

    /// <summary>Gives freed memory back to the system that glibc's malloc keeps for later. The next allocations pay for new pages.</summary>
    /// <returns>Whether any was given back.</returns>
    public static bool TryTrimHeap() => TryGet("malloc_trim", out var trim) && ((delegate* unmanaged<nint, int>)trim)(0) == 1;

    // .NET knows the C library's file name on each Unix by the name "libc".
    private static bool TryGet(string name, out nint function)
    {
        function = 0;
        return !OperatingSystem.IsWindows() && NativeLibrary.TryLoad("libc", typeof(NativeLibc).Assembly, null, out var libc)
            && NativeLibrary.TryGetExport(libc, name, out function);
    }
}
