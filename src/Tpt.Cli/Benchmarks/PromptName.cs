namespace Tpt.Cli.Benchmarks;

/// <summary>What stands for a class in the prompt.</summary>
internal static class PromptName
{
    /// <summary>The name with blanks for underscores, as CoOp and TPT have it.</summary>
    /// <exception cref="InvalidDataException">Nothing is left.</exception>
    public static string Of(string name, string place) => name.Replace('_', ' ').Trim() is { Length: > 0 } prompt
        ? prompt
        : throw new InvalidDataException($"{place}: the class '{name}' gives no name for the prompt; rename it.");
}
