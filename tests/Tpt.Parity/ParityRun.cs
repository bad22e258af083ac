using Tpt.Parity.Suites;

namespace Tpt.Parity;

/// <summary>Everything that a folder of goldens has, compared.</summary>
internal static class ParityRun
{
    /// <param name="folder">The goldens; any part of them may be missing.</param>
    /// <param name="output">Where the lines go, the summary last.</param>
    /// <param name="variant">The device and a deliberate change; null for the CPU and none.</param>
    public static ParityReport Run(string folder, TextWriter output, ParityVariant? variant = null)
    {
        var report = new ParityReport(output);
        TptSuite.Run(folder, report, variant ?? new ParityVariant());
        TokenizerSuite.Run(folder, report);
        EdgeCaseSuite.Run(folder, report, (variant ?? new ParityVariant()).Device);
        PreprocSuite.Run(folder, report);
        report.WriteSummary();
        return report;
    }
}
