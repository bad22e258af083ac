namespace Microsoft.ML.Tests.Support;

/// <summary>Keeps every report as it is made, on the thread that makes it.</summary>
internal sealed class Recorder(List<TptProgress> reports) : IProgress<TptProgress>
{
    public void Report(TptProgress value) => reports.Add(value);
}
