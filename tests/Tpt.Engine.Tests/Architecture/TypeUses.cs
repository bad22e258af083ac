using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Tpt.Engine.Tests.Architecture;

/// <summary>Which types of an assembly use which others of it, read from its compiled code. Constants are not seen: the compiler copies them.</summary>
internal static class TypeUses
{
    /// <summary>Every pair of a type and one that it uses. What is nested, lambdas and iterators too, counts as the type that it stands in.</summary>
    public static IEnumerable<(TypeReference User, TypeReference Used)> Of(ModuleDefinition module)
        => module.GetTypes().SelectMany(type => UsesOf(type).SelectMany(Parts).Where(used => used.Scope == module).Select(used => (Outermost(type), Outermost(used)))).Distinct();

    private static IEnumerable<TypeReference?> UsesOf(TypeDefinition type) =>
    [
        type.BaseType,
        .. type.Interfaces.Select(use => use.InterfaceType),
        .. AttributesOf(type),
        .. type.GenericParameters.SelectMany(ConstraintsOf),
        .. type.Fields.SelectMany(field => AttributesOf(field).Append(field.FieldType)),
        .. type.Properties.SelectMany(AttributesOf),
        .. type.Methods.SelectMany(UsesOf),
    ];

    private static IEnumerable<TypeReference?> UsesOf(MethodDefinition method) =>
    [
        method.ReturnType,
        .. method.Parameters.SelectMany(parameter => AttributesOf(parameter).Append(parameter.ParameterType)),
        .. method.GenericParameters.SelectMany(ConstraintsOf),
        .. AttributesOf(method),
        .. method.HasBody ? method.Body.Variables.Select(variable => variable.VariableType) : [],
        .. method.HasBody ? method.Body.ExceptionHandlers.Select(handler => handler.CatchType) : [],
        .. method.HasBody ? method.Body.Instructions.SelectMany(UsesOf) : [],
    ];

    private static IEnumerable<TypeReference?> UsesOf(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        GenericInstanceMethod method => [method.DeclaringType, method.ReturnType, .. method.Parameters.Select(parameter => parameter.ParameterType), .. method.GenericArguments],
        MethodReference method => [method.DeclaringType, method.ReturnType, .. method.Parameters.Select(parameter => parameter.ParameterType)],
        _ => [],
    };

    private static IEnumerable<TypeReference> ConstraintsOf(GenericParameter parameter) => parameter.Constraints.Select(constraint => constraint.ConstraintType);

    private static IEnumerable<TypeReference> AttributesOf(ICustomAttributeProvider item)
        => item.CustomAttributes.SelectMany(attribute => attribute.ConstructorArguments.Select(argument => argument.Value).OfType<TypeReference>().Append(attribute.AttributeType));

    /// <summary>A type without its brackets and arguments, and these too.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null or GenericParameter => [],
        GenericInstanceType generic => [generic.ElementType, .. generic.GenericArguments.SelectMany(Parts)],
        TypeSpecification specification => Parts(specification.ElementType),
        _ => [type],
    };

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
