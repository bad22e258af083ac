using Tpt.Fuzz.Targets;

namespace Tpt.Fuzz;

/// <summary>The targets, and the one table of the errors that are documented for each.</summary>
internal static class TargetCatalog
{
    private static readonly Type[] _files = [typeof(InvalidDataException), typeof(FileNotFoundException), typeof(DirectoryNotFoundException)];

    public static IReadOnlyList<TargetDefinition> All { get; } =
    [
        // A picture that cannot be used is no error: its row has the missing label.
        new("images", 0.18, [], folder => new ImagesTarget(folder)),
        new("safetensors", 0.43, [typeof(InvalidDataException)], folder => new SafetensorsTarget(folder)) { NamesFile = true },
        new("configs", 0.02, _files, folder => new ConfigsTarget(folder)) { NamesFile = true },
        new("tokenizers", 0.012, _files, folder => new TokenizersTarget(folder)) { NamesFile = true },
        new("pickles", 0.3445, _files, folder => new PicklesTarget(folder)) { NamesFile = true },
        new("models", 0.005, _files, folder => new ModelsTarget(folder)) { ForeignErrorsPass = true },
        new("settings", 0.0084, [typeof(ArgumentException), typeof(FileNotFoundException)], folder => new SettingsTarget(folder)),
        new("threads", 0.00008, [], folder => new ThreadsTarget(folder)) { Shrinks = false, Threads = 0, Optimised = true, TimeLimit = TimeSpan.FromSeconds(30) },
        new("soak", 0.00002, [], folder => new SoakTarget(folder)) { Shrinks = false, TimeLimit = TimeSpan.FromSeconds(60) },
        new("faults", 0.00002, [typeof(InvalidDataException), typeof(IOException)], folder => new FaultsTarget(folder)) { Shrinks = false, TimeLimit = TimeSpan.FromSeconds(60) },
    ];

    /// <summary>The target that is broken on purpose, to test the tool; no part of <c>all</c>.</summary>
    public static TargetDefinition Broken { get; } = new("broken", 0, [typeof(InvalidDataException)], _ => new BrokenTarget())
    {
        TimeLimit = TimeSpan.FromSeconds(4),
        ShrinkTime = TimeSpan.FromSeconds(20),
        MemoryLimit = 100_000_000,
    };

    public static TargetDefinition Find(string name) => name == Broken.Name ? Broken : All.Single(target => target.Name == name);
}
