namespace Microsoft.ML.Tests.Support;

/// <summary>Hears every report as it is made, on the thread that makes it.</summary>
internal sealed class Listener<T>(Action<T> hear) : IProgress<T>
{
    public void Report(T value) => hear(value);
}
