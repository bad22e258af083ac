using System.Reflection;
using Microsoft.ML.Tpt.Saving;
using Tpt.Engine.Imaging;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.PromptTuning;

namespace Microsoft.ML.Tests.Options;

/// <summary>An option that a user can set, found by walking <see cref="TptOptions"/>, its groups, and the record of every method, calibration and gate.</summary>
/// <param name="Path">What errors call it, such as <c>Views.Count</c>.</param>
/// <param name="Property">The property of its group.</param>
/// <param name="Kind">The record of the method, the calibration or the gate that has it; <see langword="null"/> where it is no option of one.</param>
public sealed record OptionProperty(string Path, PropertyInfo Property, Type? Kind)
{
    private static readonly string[] _objects = [nameof(TptOptions.Progress), nameof(TptOptions.FitProgress), nameof(TptOptions.CancellationToken)];

    /// <summary>The classes stand elsewhere in the file; the others belong to the process.</summary>
    private static readonly string[] _notSaved = [.. _objects, nameof(TptOptions.ClassNames), "Model.GpuDeviceId", "Model.FallbackToCpu", "Model.Download"];

    /// <summary>Every option, in the order of the properties.</summary>
    public static IReadOnlyList<OptionProperty> All { get; } =
        [.. Walk(typeof(TptOptions), "", kind: null), .. KindsOf(nameof(TptOptions.Method)), .. KindsOf(nameof(TptOptions.Calibration)), .. KindsOf(nameof(TptOptions.Gate))];

    /// <summary>The groups themselves, which are properties that can be set too; but for those that may be null.</summary>
    public static IReadOnlyList<PropertyInfo> Groups { get; } =
        [.. typeof(TptOptions).GetProperties().Where(property => IsGroup(property.PropertyType) && property.GetValue(new TptOptions()) is not null)];

    /// <summary>Every method, calibration and gate, with the option that it is a value of.</summary>
    public static IReadOnlyList<(string Option, string Name)> Named { get; } =
        [.. typeof(TptOptions).GetProperties().Where(property => OptionKinds.All.ContainsKey(property.PropertyType)).SelectMany(property => OptionKinds.All[property.PropertyType].Keys.Select(name => (property.Name, name)))];

    /// <summary>The path; with the name of the kind where it is not the default method.</summary>
    public string Id => Kind is null || Kind == typeof(PromptTuningOptions) ? Path : $"{Path} of {Kind.Name}";

    /// <summary>The type of its values, without null.</summary>
    public Type Type => Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;

    /// <summary>Whether a saved transformer has it.</summary>
    public bool IsSaved => !_notSaved.Contains(Path);

    /// <summary>Whether a file can hold it.</summary>
    public bool IsData => !_objects.Contains(Path);

    public bool IsNumber => Type.IsPrimitive && Type != typeof(bool);

    public static OptionProperty Of(string id) => All.Single(option => option.Id == id);

    /// <summary>A method, a calibration or a gate with its defaults.</summary>
    public static object Create(string option, string name) => Activator.CreateInstance(OptionKinds.All[typeof(TptOptions).GetProperty(option)!.PropertyType][name])!;

    /// <summary>The value of an option of the first level.</summary>
    public static object? Get(TptOptions options, string option) => typeof(TptOptions).GetProperty(option)!.GetValue(options);

    /// <summary>The options with the kind that has this one.</summary>
    public TptOptions PrepareOptions()
    {
        var options = new TptOptions();
        Prepare(options);
        return options;
    }

    /// <summary>Sets the kind that has this option, with its defaults, unless it is there.</summary>
    public void Prepare(TptOptions options)
    {
        if (Kind is not null && GroupIn(options)?.GetType() != Kind)
        {
            typeof(TptOptions).GetProperty(Path.Split('.')[0])!.SetValue(options, Activator.CreateInstance(Kind));
        }
    }

    public object? Get(TptOptions options) => Property.GetValue(GroupIn(options)!);

    public void Set(TptOptions options, object? value) => Property.SetValue(GroupIn(options)!, value);

    /// <summary>A valid value that is not the default.</summary>
    public object Another() => Property.GetValue(GroupIn(PrepareOptions())!) switch
    {
        bool flag => !flag,
        int number => number + 3,
        long number => number + 3,
        double number => (number / 3) + 0.1,
        Enum member => Enum.GetValues(Type).Cast<object>().First(other => !other.Equals(member)),
        _ when Type == typeof(IReadOnlyList<string>) => new[] { "a {0}", "the {0}" },
        _ when Type == typeof(string) => $"another \"ü☃\" {Property.Name} {{0}}",
        _ when Type == typeof(IImageDecoder) => ImageDecoders.SkiaSharp,
        _ when Type == typeof(int) => 5,
        _ when Type == typeof(double) => 0.25,
        _ when Type == typeof(bool) => true,
        _ => Enum.GetValues(Type).GetValue(1)!,
    };

    public override string ToString() => Id;

    private object? GroupIn(TptOptions options) => Path.Split('.') is [var group, _] ? Get(options, group) : options;

    private static IEnumerable<OptionProperty> KindsOf(string option) =>
        OptionKinds.All[typeof(TptOptions).GetProperty(option)!.PropertyType].Values.SelectMany(kind => Walk(kind, $"{option}.", kind));

    private static IEnumerable<OptionProperty> Walk(Type group, string path, Type? kind)
    {
        foreach (var property in group.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite && property.Name != nameof(MethodOptions.Name)))
        {
            if (OptionKinds.All.ContainsKey(property.PropertyType))
            {
                continue;       // their records are walked one by one
            }
            if (IsGroup(property.PropertyType))
            {
                foreach (var option in Walk(property.PropertyType, $"{path}{property.Name}.", kind))
                {
                    yield return option;
                }
                continue;
            }
            yield return new OptionProperty(path + property.Name, property, kind);
        }
    }

    private static bool IsGroup(Type type) => type.GetInterfaces().Any(implemented => implemented.Name == "IOptionGroup");
}
