using System.Globalization;

namespace Tpt.Hub.Storing;

/// <summary>
/// Puts a file in the place of another. On Windows that fails while any process has the old one open, and for a moment after it was
/// written, while a virus scanner or an indexer reads the new one: it is tried again, for a bounded time.
/// </summary>
internal static class FileReplacement
{
    /// <summary>20 tries take 2 s: a scanner needs less, and somebody who waits for a program bears it.</summary>
    public const int Tries = 20;

    private const int AccessDenied = unchecked((int)0x80070005);

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Windows' violations of sharing and of locks.</summary>
    private static readonly int[] _inUse = [unchecked((int)0x80070020), unchecked((int)0x80070021)];

    /// <exception cref="IOException">Another process has one of the files open, or the disk fails.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or its folder may not be written to, or, on Windows, another process reads the old file.</exception>
    public static void Move(string from, string to) => Try(() => File.Move(from, to, overwrite: true), to, Thread.Sleep);

    /// <summary>Removes what a failure leaves. Where that fails too, the first error says more, and the file is in nobody's way.</summary>
    public static void Discard(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Whether it may pass by itself. Access is denied on Windows where another process has the file to be replaced open, and elsewhere for good.</summary>
    public static bool MayPass(Exception error) => _inUse.Contains(error.HResult)
        || (OperatingSystem.IsWindows() && error is UnauthorizedAccessException && error.HResult == AccessDenied);

    /// <param name="replace">What is tried.</param>
    /// <param name="path">The file that is to be replaced, for the message.</param>
    /// <param name="wait">Waits.</param>
    internal static void Try(Action replace, string path, Action<TimeSpan> wait)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                replace();
                return;
            }
            catch (Exception e) when (MayPass(e) && tries < Tries)
            {
                wait(_pause);
            }
            catch (Exception e) when (MayPass(e))
            {
                throw Explained(path, e);
            }
        }
    }

    /// <summary>The error after the last try, of the same kind.</summary>
    internal static Exception Explained(string path, Exception error)
    {
        var message = string.Create(CultureInfo.InvariantCulture,
            $"'{path}' cannot be replaced, and it was tried for {Tries * _pause.TotalSeconds} s: {error.Message} Windows replaces no file that a process has open. Close what reads '{Path.GetFileName(path)}', such as another application that loads it, and try again.");
        return error is UnauthorizedAccessException ? new UnauthorizedAccessException(message, error) : new IOException(message, error);
    }
}
