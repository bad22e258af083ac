using System.Reflection;
using Microsoft.ML.Runtime;
using Tpt.Engine.Validation;

namespace Microsoft.ML.Tpt.Internals;

/// <summary>
/// This library calls internals of ML.NET, and may meet a version of ML.NET that is newer than it is itself. What such a version has moved
/// is found where the component is first used, all at once, rather than as a <see cref="MissingMethodException"/> in the middle of a row.
/// </summary>
internal static class MlNetVersion
{
    /// <summary>The key of the assembly's metadata that names the versions; the project file writes it.</summary>
    internal const string Key = "MlNetTestedVersions";

    private static volatile bool _isChecked;

    /// <summary>The versions of ML.NET that the tests of this library ran with.</summary>
    internal static string[] Tested { get; } = [.. Own.GetCustomAttributes<AssemblyMetadataAttribute>().Where(metadata => metadata.Key == Key).Select(metadata => metadata.Value!)];

    private static Assembly Own => typeof(MlNetVersion).Assembly;

    /// <summary>Compares the versions, and the members only where the version is none that was tested. The second call costs nothing.</summary>
    /// <exception cref="NotSupportedException">The ML.NET of this process lacks a type or member that this library uses.</exception>
    public static void Check()
    {
        if (_isChecked)
        {
            return;
        }
        Assembly[] libraries = [typeof(IHostEnvironment).Assembly, typeof(MLContext).Assembly];
        if (libraries.FirstOrDefault(library => !Tested.Contains(VersionOf(library))) is { } untested
            && MissingReferences.Of(Own, [.. libraries.Select(library => library.GetName().Name!)]) is { Count: > 0 } missing)
        {
            throw new NotSupportedException(
                $"{Own.GetName().Name} {VersionOf(Own)} was tested with ML.NET {string.Join(", ", Tested)}, and this process loaded {untested.GetName().Name} {VersionOf(untested)}. " +
                $"It lacks what this library uses: {Excerpt.Of(missing)}. Reference Microsoft.ML and Microsoft.ML.ImageAnalytics {Tested[^1]}, or a newer {Own.GetName().Name}.");
        }
        _isChecked = true;
    }

    /// <summary>The version of the package. That of the assembly is 5.0.0.0 for each 5.0.x.</summary>
    private static string VersionOf(Assembly assembly)
        => assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? $"{assembly.GetName().Version}";
}
