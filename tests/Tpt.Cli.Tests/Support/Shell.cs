using System.Diagnostics;

namespace Tpt.Cli.Tests.Support;

/// <summary>Runs what .NET cannot do, such as names that are not UTF-8. Not on Windows.</summary>
internal static class Shell
{
    /// <param name="folder">Where it runs.</param>
    /// <param name="command">A command of bash.</param>
    public static void Run(string folder, string command)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { WorkingDirectory = folder })!;
        bash.WaitForExit();
        bash.ExitCode.Should().Be(0);
    }
}
