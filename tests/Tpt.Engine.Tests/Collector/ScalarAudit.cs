using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Tpt.Engine.Tests.Collector;

/// <summary>
/// Reads compiled code for numbers that nobody holds. TorchSharp wraps a number in a <c>Scalar</c>, hands its native handle to
/// libtorch and keeps nothing alive, so a collection during the call frees the number under it. Two things are looked for: a
/// <c>Scalar</c> of our own that is neither in a static field nor in a local variable which is disposed of behind the call; and the
/// call of a TorchSharp method that makes such a temporary inside, at any depth.
/// </summary>
internal sealed class ScalarAudit
{
    private const string ScalarType = "TorchSharp.Scalar";

    private readonly HashSet<string> _makers;

    /// <param name="torchSharp">The path of TorchSharp.dll.</param>
    public ScalarAudit(string torchSharp)
    {
        using var calls = new CallGraph(torchSharp);
        var creations = calls.Called.Where(IsCreation).ToHashSet(StringComparer.Ordinal);
        // What hands a new number to its caller leaves the holding to the caller.
        _makers = calls.Reaching(creations, stop: caller => IsCreation(caller) || IsProgram(caller));
        _makers.ExceptWith(creations);
    }

    /// <summary>Every place in an assembly where a number is not held, as <c>method: what</c>.</summary>
    /// <param name="assembly">The path of the assembly.</param>
    /// <param name="type">The type to look at, with its nested ones; null for all.</param>
    public IReadOnlyList<string> Find(string assembly, string? type = null)
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        return [.. CallGraph.MethodsOf(module)
            .Where(method => type is null || method.DeclaringType.FullName == type)
            .SelectMany(Find).Distinct().Order(StringComparer.Ordinal)];
    }

    private IEnumerable<string> Find(MethodDefinition method)
    {
        var place = $"{method.DeclaringType.FullName}.{method.Name}";
        foreach (var instruction in method.Body.Instructions)
        {
            if (instruction.Operand is not MethodReference called)
            {
                continue;
            }
            if (IsCreation(called.FullName) && !IsHeld(method, instruction.Next))
            {
                yield return $"{place}: a Scalar that nothing holds";
            }
            else if (_makers.Contains(CallGraph.KeyOf(called)))
            {
                yield return $"{place}: {CallGraph.Describe(called)} makes a Scalar that nothing holds";
            }
        }
    }

    /// <summary>A method that gives a new Scalar, the conversions and <c>Tensor.ToScalar</c>, or the constructor.</summary>
    private static bool IsCreation(string method)
        => method.StartsWith(ScalarType + " ", StringComparison.Ordinal) || method.StartsWith($"System.Void {ScalarType}::.ctor", StringComparison.Ordinal);

    /// <summary>A TorchScript program wraps the numbers among its arguments, and the engine gives it tensors alone.</summary>
    private static bool IsProgram(string method) => method.Contains("jit/ScriptModule::forward(System.Object[])", StringComparison.Ordinal);

    /// <summary>A static field holds for the life of the process; a local holds where it is disposed of behind the call, as <c>using</c> does.</summary>
    private static bool IsHeld(MethodDefinition method, Instruction store)
        => store.OpCode.Code == Code.Stsfld
        || (StoredLocal(store) is { } local && method.Body.ExceptionHandlers.Any(handler => handler.HandlerType == ExceptionHandlerType.Finally && Disposes(handler, local)));

    private static bool Disposes(ExceptionHandler handler, int local)
    {
        for (var instruction = handler.HandlerStart; instruction != handler.HandlerEnd; instruction = instruction.Next)
        {
            if (instruction.Operand is MethodReference { Name: nameof(IDisposable.Dispose) } && LoadedLocal(instruction.Previous) == local)
            {
                return true;
            }
        }
        return false;
    }

    private static int? StoredLocal(Instruction instruction) => instruction.OpCode.Code switch
    {
        >= Code.Stloc_0 and <= Code.Stloc_3 => instruction.OpCode.Code - Code.Stloc_0,
        Code.Stloc or Code.Stloc_S => ((VariableDefinition)instruction.Operand).Index,
        _ => null,
    };

    private static int? LoadedLocal(Instruction instruction) => instruction.OpCode.Code switch
    {
        >= Code.Ldloc_0 and <= Code.Ldloc_3 => instruction.OpCode.Code - Code.Ldloc_0,
        Code.Ldloc or Code.Ldloc_S => ((VariableDefinition)instruction.Operand).Index,
        _ => null,
    };
}
