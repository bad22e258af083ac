using Mono.Cecil;

namespace Tpt.Engine.Tests.Collector;

/// <summary>Who calls whom in an assembly, as its compiled code says: what is called by a virtual call is what it names.</summary>
internal sealed class CallGraph : IDisposable
{
    private readonly ModuleDefinition _module;
    private readonly Dictionary<string, HashSet<string>> _callers = new(StringComparer.Ordinal);

    public CallGraph(string assembly)
    {
        _module = ModuleDefinition.ReadModule(assembly);
        foreach (var method in MethodsOf(_module))
        {
            foreach (var called in CalledBy(method))
            {
                var key = KeyOf(called);
                if (!_callers.TryGetValue(key, out var callers))
                {
                    _callers[key] = callers = new(StringComparer.Ordinal);
                }
                callers.Add(KeyOf(method));
            }
        }
    }

    /// <summary>The methods that call one of some methods, at any depth, these included.</summary>
    /// <param name="methods">Where to start, see <see cref="KeyOf"/>.</param>
    /// <param name="stop">A caller that is left out, and what calls it.</param>
    public HashSet<string> Reaching(IEnumerable<string> methods, Predicate<string> stop)
    {
        var reaching = new HashSet<string>(methods, StringComparer.Ordinal);
        var open = new Queue<string>(reaching);
        while (open.TryDequeue(out var method))
        {
            foreach (var caller in _callers.GetValueOrDefault(method, []).Where(caller => !stop(caller) && reaching.Add(caller)))
            {
                open.Enqueue(caller);
            }
        }
        return reaching;
    }

    /// <summary>Every method that is called, as <see cref="KeyOf"/> names it.</summary>
    public IReadOnlyCollection<string> Called => _callers.Keys;

    public static IEnumerable<MethodDefinition> MethodsOf(ModuleDefinition module)
        => module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody);

    public static IEnumerable<MethodReference> CalledBy(MethodDefinition method)
        => method.Body.Instructions.Select(instruction => instruction.Operand).OfType<MethodReference>();

    public static string KeyOf(MethodReference method) => method.Resolve()?.FullName ?? method.FullName;

    public static string Describe(MethodReference method)
        => $"{method.DeclaringType.Name}.{method.Name}({string.Join(", ", method.Parameters.Select(parameter => parameter.ParameterType.Name))})";

    public void Dispose() => _module.Dispose();
}
