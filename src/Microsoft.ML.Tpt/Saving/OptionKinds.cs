using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Tpt.Engine.Calibration;
using Tpt.Engine.Gates;
using Tpt.Engine.Methods;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>The options of which there are several kinds, each a record of its own: in JSON an object with the kind's name.</summary>
internal static class OptionKinds
{
    /// <summary>The kinds by name, of every record that they derive from.</summary>
    public static IReadOnlyDictionary<Type, IReadOnlyDictionary<string, Type>> All { get; } = new Dictionary<Type, IReadOnlyDictionary<string, Type>>
    {
        [typeof(MethodOptions)] = MethodOptions.All,
        [typeof(CalibrationOptions)] = CalibrationOptions.All,
        [typeof(GateOptions)] = GateOptions.All,
    };

    /// <summary>Tells the serializer the name of every kind.</summary>
    public static void Name(JsonTypeInfo type)
    {
        if (!All.TryGetValue(type.Type, out var kinds))
        {
            return;
        }
        type.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = nameof(MethodOptions.Name) };
        foreach (var (name, kind) in kinds)
        {
            type.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(kind, name));
        }
    }
}
