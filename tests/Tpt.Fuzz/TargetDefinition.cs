namespace Tpt.Fuzz;

/// <summary>What the supervisor knows of a target without loading the library.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Share">Its share of the inputs of <c>all</c>.</param>
/// <param name="DocumentedErrors">The types, and those derived from them, that the library documents for such inputs.</param>
/// <param name="Create">Makes the target, with a folder of its own for files.</param>
internal sealed record TargetDefinition(string Name, double Share, Type[] DocumentedErrors, Func<string, IFuzzTarget> Create)
{
    /// <summary>How long one input may take.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a finding is made smaller.</summary>
    public TimeSpan ShrinkTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How far the resident memory may grow over one input, beyond the input's own size, in bytes.</summary>
    public long MemoryLimit { get; init; } = 500_000_000;

    /// <summary>Whether the message of an <see cref="InvalidDataException"/> must name the file.</summary>
    public bool NamesFile { get; init; }

    /// <summary>Whether an error that arises outside of the library, as in ML.NET's own part of a saved model, is none of its errors and passes.</summary>
    public bool ForeignErrorsPass { get; init; }

    /// <summary>Whether an input is a file that can be made smaller, and not the number of a scenario.</summary>
    public bool Shrinks { get; init; } = true;

    /// <summary>Threads of libtorch in the worker; 0 leaves the choice to libtorch.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Whether code is optimised from its first call on: the collector then frees what is not used any more although its method runs, as it does in a program that has run for a while.</summary>
    public bool Optimised { get; init; }
}
