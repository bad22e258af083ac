namespace Tpt.Benchmarks.BuiltIn;

/// <summary>The small model that ships with the engine.</summary>
internal static class BuiltInModel
{
    /// <summary>Where the package Tpt.BuiltInModel puts it.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Tpt.BuiltInModel");
}
