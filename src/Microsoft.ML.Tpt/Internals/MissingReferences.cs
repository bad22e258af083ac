using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Microsoft.ML.Tpt.Internals;

/// <summary>What a compiled assembly refers to in others, and does not find there. The runtime itself would notice one at a time, when a method that uses it is first run.</summary>
internal static class MissingReferences
{
    /// <summary>Looks up each type and each member of a type that is not generic, in memory and without running anything.</summary>
    /// <param name="assembly">The assembly that refers to others.</param>
    /// <param name="libraries">The simple names of those others.</param>
    /// <returns>Full names, in their order in the assembly. Empty where its metadata cannot be read, as in native images: there it was linked with what it found.</returns>
    public static unsafe IReadOnlyList<string> Of(Assembly assembly, IReadOnlyCollection<string> libraries)
    {
        if (!assembly.TryGetRawMetadata(out var start, out var length))
        {
            return [];
        }
        var reader = new MetadataReader(start, length);
        var types = reader.TypeReferences.Where(type => IsOf(reader, type, libraries)).ToHashSet();
        var missingTypes = types.Where(type => !IsThere(assembly, type)).ToHashSet();
        var members = reader.MemberReferences
            .Select(handle => (Handle: handle, reader.GetMemberReference(handle).Parent))
            .Where(member => member.Parent.Kind == HandleKind.TypeReference && types.Contains((TypeReferenceHandle)member.Parent))
            .Where(member => !missingTypes.Contains((TypeReferenceHandle)member.Parent) && !IsThere(assembly, member.Handle));
        return
        [
            .. missingTypes.Select(type => NameOf(reader, type)),
            .. members.Select(member => $"{NameOf(reader, (TypeReferenceHandle)member.Parent)}.{reader.GetString(reader.GetMemberReference(member.Handle).Name)}"),
        ];
    }

    /// <summary>Name and signature, as when a method that uses it is compiled. Whether it may be accessed is not asked.</summary>
    private static bool IsThere(Assembly assembly, EntityHandle handle)
    {
        try
        {
            return assembly.ManifestModule.ResolveMember(MetadataTokens.GetToken(handle)) is not null;
        }
        catch (Exception exception) when (exception is TypeLoadException or MissingMemberException)
        {
            return false;
        }
    }

    private static bool IsOf(MetadataReader reader, TypeReferenceHandle handle, IReadOnlyCollection<string> libraries) => reader.GetTypeReference(handle).ResolutionScope switch
    {
        { Kind: HandleKind.AssemblyReference } scope => libraries.Contains(reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name)),
        { Kind: HandleKind.TypeReference } outer => IsOf(reader, (TypeReferenceHandle)outer, libraries),
        _ => false,
    };

    private static string NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference ? $"{NameOf(reader, (TypeReferenceHandle)type.ResolutionScope)}.{name}"
            : type.Namespace.IsNil ? name
            : $"{reader.GetString(type.Namespace)}.{name}";
    }
}
