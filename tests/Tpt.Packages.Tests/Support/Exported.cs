using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Tpt.Packages.Tests.Support;

/// <summary>What another assembly can name of a compiled one: public types, and their public and protected members.</summary>
internal static class Exported
{
    /// <summary>Names as documentation files have them, without signatures: <c>T:</c>, <c>M:</c>, <c>P:</c>, <c>F:</c> and <c>E:</c>.</summary>
    public static IReadOnlySet<string> Of(byte[] assembly)
    {
        using var file = new PEReader(new MemoryStream(assembly));
        var reader = file.GetMetadataReader();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var type in reader.TypeDefinitions.Select(reader.GetTypeDefinition).Where(type => IsVisible(reader, type)))
        {
            var name = NameOf(reader, type);
            names.Add($"T:{name}");
            names.UnionWith(type.GetMethods().Select(reader.GetMethodDefinition).Where(method => IsVisible(method.Attributes)).Select(method => $"M:{name}.{MemberName(reader, method.Name)}"));
            names.UnionWith(type.GetFields().Select(reader.GetFieldDefinition).Where(field => IsVisible((MethodAttributes)field.Attributes)).Select(field => $"F:{name}.{MemberName(reader, field.Name)}"));
            names.UnionWith(type.GetEvents().Select(reader.GetEventDefinition).Where(e => IsVisible(reader, e.GetAccessors().Adder)).Select(e => $"E:{name}.{MemberName(reader, e.Name)}"));
            names.UnionWith(type.GetProperties().Select(reader.GetPropertyDefinition)
                .Where(property => IsVisible(reader, property.GetAccessors().Getter) || IsVisible(reader, property.GetAccessors().Setter))
                .Select(property => $"P:{name}.{MemberName(reader, property.Name)}"));
        }
        return names;
    }

    public static string WithoutSignature(string name) => name.Split('(', '~')[0].Split("``")[0];

    private static bool IsVisible(MetadataReader reader, TypeDefinition type) => (type.Attributes & TypeAttributes.VisibilityMask) switch
    {
        TypeAttributes.Public => true,
        TypeAttributes.NestedPublic or TypeAttributes.NestedFamily or TypeAttributes.NestedFamORAssem => IsVisible(reader, reader.GetTypeDefinition(type.GetDeclaringType())),
        _ => false,
    };

    private static bool IsVisible(MetadataReader reader, MethodDefinitionHandle method) => !method.IsNil && IsVisible(reader.GetMethodDefinition(method).Attributes);

    /// <summary>Fields have the same numbers.</summary>
    private static bool IsVisible(MethodAttributes attributes) => (attributes & MethodAttributes.MemberAccessMask) is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem;

    private static string NameOf(MetadataReader reader, TypeDefinition type)
        => type.IsNested ? $"{NameOf(reader, reader.GetTypeDefinition(type.GetDeclaringType()))}.{reader.GetString(type.Name)}" : $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";

    private static string MemberName(MetadataReader reader, StringHandle name) => reader.GetString(name).Replace('.', '#');
}
