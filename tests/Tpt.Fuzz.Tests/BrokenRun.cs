using Tpt.Fuzz.Supervision;

namespace Tpt.Fuzz.Tests;

/// <summary>One run over the target that is broken on purpose.</summary>
public sealed class BrokenRun : IDisposable
{
    public const int Inputs = 9;

    public BrokenRun() => Result = new Supervisor(TargetCatalog.Broken, Seed, Folder, _ => { }).Run(Inputs, TimeSpan.FromMinutes(5));

    /// <summary>A seed whose first inputs have every kind.</summary>
    internal const ulong Seed = 475;

    internal string Folder { get; } = Directory.CreateTempSubdirectory("tpt-fuzz-tests-").FullName;

    internal TargetResult Result { get; }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
