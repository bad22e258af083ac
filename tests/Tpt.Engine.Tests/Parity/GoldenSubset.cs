namespace Tpt.Engine.Tests.Parity;

/// <summary>The part of the reference's stored outputs that this repository keeps.</summary>
internal static class GoldenSubset
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Goldens");
}
