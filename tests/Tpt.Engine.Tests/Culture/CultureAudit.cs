using Mono.Cecil;

namespace Tpt.Engine.Tests.Culture;

/// <summary>Reads compiled code for numbers that are written as the thread's culture has it: a message says 0.1 in every country.</summary>
internal static class CultureAudit
{
    private const string Handler = "System.Runtime.CompilerServices.DefaultInterpolatedStringHandler";

    private static readonly HashSet<string> _numbers =
    [
        "System.Byte", "System.Int16", "System.Int32", "System.Int64", "System.UInt32", "System.UInt64",
        "System.Single", "System.Double", "System.Decimal", "System.TimeSpan", "System.DateTime",
    ];

    /// <summary>The places, as <c>type.method: what</c>.</summary>
    /// <param name="assembly">The path of the assembly.</param>
    public static IReadOnlyList<string> Offenders(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        return [.. module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody).SelectMany(OffendersIn).Distinct().Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> OffendersIn(MethodDefinition method)
    {
        var followsCulture = false;
        foreach (var called in method.Body.Instructions.Select(instruction => instruction.Operand).OfType<MethodReference>())
        {
            if (called.DeclaringType.FullName == Handler && called.Name == ".ctor")
            {
                // The constructor with a provider has three parameters or more.
                followsCulture = called.Parameters.Count == 2;
            }
            else if (followsCulture && called is GenericInstanceMethod { Name: "AppendFormatted" } appended && appended.DeclaringType.FullName == Handler && IsNumber(appended.GenericArguments[0]))
            {
                yield return $"{method.DeclaringType.FullName}.{method.Name}: {appended.GenericArguments[0].Name} in an interpolated string";
            }
            else if (called is { Name: "ToString", Parameters.Count: 0 } && _numbers.Contains(called.DeclaringType.FullName))
            {
                yield return $"{method.DeclaringType.FullName}.{method.Name}: {called.DeclaringType.Name}.ToString()";
            }
            else if (called.DeclaringType.FullName == "System.String" && called.Name == "Format" && called.Parameters[0].ParameterType.FullName == "System.String")
            {
                yield return $"{method.DeclaringType.FullName}.{method.Name}: string.Format";
            }
        }
    }

    private static bool IsNumber(TypeReference type)
        => _numbers.Contains(type is GenericInstanceType { Name: "Nullable`1" } nullable ? nullable.GenericArguments[0].FullName : type.FullName);
}
