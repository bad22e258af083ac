namespace Tpt.Cli.Tests.Support;

/// <summary>Files of this repository that tests read.</summary>
internal static class Samples
{
    /// <summary>A folder with a folder of pictures for each of its classes, banana among them.</summary>
    public static string Pictures { get; } = Path.Combine(AppContext.BaseDirectory, "pictures");

    /// <summary>A picture of a banana.</summary>
    public static string Banana { get; } = Path.Combine(Pictures, "banana", "openmoji.png");

    /// <summary>The folder of the built-in model.</summary>
    public static string BuiltInModel { get; } = Path.Combine(AppContext.BaseDirectory, "Tpt.BuiltInModel");
}
