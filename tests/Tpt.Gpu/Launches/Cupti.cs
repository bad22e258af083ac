using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Tpt.Gpu.Launches;

/// <summary>NVIDIA's CUPTI, as far as it tells of calls of CUDA. It serves one subscriber in a process, and slows CUDA down while it has one.</summary>
internal sealed unsafe class Cupti
{
    private const int Success = 0;

    private readonly delegate* unmanaged[Cdecl]<out nint, nint, nint, int> _subscribe;
    private readonly delegate* unmanaged[Cdecl]<nint, int> _unsubscribe;
    private readonly delegate* unmanaged[Cdecl]<uint, nint, int, int> _enableDomain;
    private readonly delegate* unmanaged[Cdecl]<int, out nint, int> _getResultString;

    private Cupti(nint library)
    {
        _subscribe = (delegate* unmanaged[Cdecl]<out nint, nint, nint, int>)NativeLibrary.GetExport(library, "cuptiSubscribe");
        _unsubscribe = (delegate* unmanaged[Cdecl]<nint, int>)NativeLibrary.GetExport(library, "cuptiUnsubscribe");
        _enableDomain = (delegate* unmanaged[Cdecl]<uint, nint, int, int>)NativeLibrary.GetExport(library, "cuptiEnableDomain");
        _getResultString = (delegate* unmanaged[Cdecl]<int, out nint, int>)NativeLibrary.GetExport(library, "cuptiGetResultString");
    }

    /// <param name="file">The library; null where there is none.</param>
    /// <param name="cupti">It, loaded for good.</param>
    /// <param name="reason">Why it is not.</param>
    public static bool TryLoad(string? file, [NotNullWhen(true)] out Cupti? cupti, [NotNullWhen(false)] out string? reason)
    {
        (cupti, reason) = (null, null);
        if (file is null)
        {
            reason = "no libcupti.so is loaded, nor in a folder of LD_LIBRARY_PATH";
            return false;
        }
        try
        {
            cupti = new Cupti(NativeLibrary.Load(file));
            return true;
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            reason = $"'{file}' cannot be used: {exception.Message.ReplaceLineEndings(" ")}";
            return false;
        }
    }

    /// <summary>The launches of some work, all of which the host has asked for when the work returns.</summary>
    /// <param name="work">The work.</param>
    /// <param name="launches">How many launches; null where CUPTI refuses.</param>
    /// <param name="reason">Why it does. The work is not done then.</param>
    public bool TryCount(Action work, [NotNullWhen(true)] out LaunchCount? launches, [NotNullWhen(false)] out string? reason)
    {
        launches = null;
        using var count = new LaunchCount();
        var handle = GCHandle.Alloc(count);
        try
        {
            var subscribed = _subscribe(out var subscriber, CuptiCallback.Address, GCHandle.ToIntPtr(handle));
            if (!Succeeds(subscribed, "cuptiSubscribe", out reason))
            {
                return false;
            }
            try
            {
                if (!Succeeds(_enableDomain(1, subscriber, CuptiCallback.Driver), "cuptiEnableDomain of the driver", out reason)
                    || !Succeeds(_enableDomain(1, subscriber, CuptiCallback.Runtime), "cuptiEnableDomain of the runtime", out reason))
                {
                    return false;
                }
                work();
            }
            finally
            {
                _ = _unsubscribe(subscriber);
            }
            launches = count;
            return true;
        }
        finally
        {
            handle.Free();
        }
    }

    private bool Succeeds(int result, string function, [NotNullWhen(false)] out string? reason)
    {
        reason = result == Success ? null
            : FormattableString.Invariant($"{function} gives {(_getResultString(result, out var text) == Success ? Marshal.PtrToStringUTF8(text) : "an error")} ({result})");
        return result == Success;
    }
}
