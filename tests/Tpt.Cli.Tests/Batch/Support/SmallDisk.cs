using System.Diagnostics;
using Tpt.Cli.Tests.Support;

namespace Tpt.Cli.Tests.Batch.Support;

/// <summary>A disk in memory of one megabyte, which a test fills. Where none can be mounted, a limit on the length of files stands for it.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int LongestKibibytes = 4;

    private readonly string _folder;
    private readonly bool _isMounted;

    public SmallDisk(string folder)
    {
        Directory.CreateDirectory(folder);
        _folder = folder;
        _isMounted = Try("mount", "-t", "tmpfs", "-o", "size=1m", "tpt-tests", folder);
    }

    private string Filler => Path.Combine(_folder, "filler");

    /// <summary>Leaves no room.</summary>
    public void Fill()
    {
        if (!_isMounted)
        {
            return;
        }
        using var file = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var act = () =>
        {
            while (true)
            {
                file.Write(new byte[4096]);
            }
        };
        act.Should().Throw<IOException>();
    }

    public void Free() => File.Delete(Filler);

    /// <summary>Runs <c>tpt</c> while there is no room.</summary>
    public Task<TptOutput> Run(params string[] arguments) => _isMounted ? new TptProcess().Run(arguments) : new TptProcess().RunOnFullDisk(LongestKibibytes, arguments);

    public void Dispose()
    {
        if (_isMounted)
        {
            Try("umount", _folder).Should().BeTrue();
        }
    }

    private static bool Try(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
