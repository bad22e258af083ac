using Tpt.Engine.Validation;

namespace Tpt.Cli.Evaluation.Rows;

/// <summary>Throws away what an evaluation left in the folder of a set, and nothing else.</summary>
internal static class RestartedFolder
{
    private static readonly string[] _files = [RunFingerprint.FileName, RunFingerprint.PicturesFileName, "metrics.json", "report.html", "predictions.jsonl", "predictions.csv", "predictions.parquet"];

    /// <param name="folder">The folder of the set.</param>
    /// <param name="own">The range that this process has.</param>
    /// <exception cref="IOException">Another process works on the folder.</exception>
    public static void Clear(string folder, RowRange own)
    {
        if (RangeLock.Others(folder, own) is [var other, ..])
        {
            throw new IOException($"Another process scores the rows {other} of '{Excerpt.Of(folder)}', which --restart would throw away. Wait for it, or name another folder with --out.");
        }
        // The fingerprint goes last: what is left by a process that dies here is still known to be of the old run.
        foreach (var path in RowFileName.AllIn(folder, RowFileName.RowsExtension).Select(file => file.Path).Concat(_files.Reverse().Select(name => Path.Combine(folder, name))))
        {
            File.Delete(path);
        }
        WholeFile.RemoveLeftovers(folder);
    }
}
