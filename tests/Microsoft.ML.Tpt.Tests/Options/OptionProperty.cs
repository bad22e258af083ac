using System.Reflection;
using Tpt.Engine.Imaging;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.PromptTuning;

namespace Microsoft.ML.Tests.Options;

/// <summary>An option that a user can set, found by walking <see cref="TptOptions"/>, its groups, and the record of every method.</summary>
/// <param name="Path">What errors call it, such as <c>Views.Count</c>.</param>
/// <param name="Property">The property of its group.</param>
/// <param name="Method">The record of the method that has it; <see langword="null"/> where it is no option of a method.</param>
public sealed record OptionProperty(string Path, PropertyInfo Property, Type? Method)
{
    private static readonly string[] _objects = [nameof(TptOptions.Progress), nameof(TptOptions.FitProgress), nameof(TptOptions.CancellationToken)];

    /// <summary>The classes stand elsewhere in the file; the others belong to the process.</summary>
    private static readonly string[] _notSaved = [.. _objects, nameof(TptOptions.ClassNames), "Model.GpuDeviceId", "Model.FallbackToCpu", "Model.Download"];

    /// <summary>Every option, in the order of the properties.</summary>
    public static IReadOnlyList<OptionProperty> All { get; } =
        [.. Walk(typeof(TptOptions), "", method: null), .. MethodOptions.All.Values.SelectMany(method => Walk(method, $"{nameof(TptOptions.Method)}.", method))];

    /// <summary>The groups themselves, which are properties that can be set too.</summary>
    public static IReadOnlyList<PropertyInfo> Groups { get; } = [.. typeof(TptOptions).GetProperties().Where(property => IsGroup(property.PropertyType))];

    /// <summary>The path; with the name of the method where it is not the default one.</summary>
    public string Id => Method is null || Method == typeof(PromptTuningOptions) ? Path : $"{Path} of {Method.Name}";

    /// <summary>The type of its values, without null.</summary>
    public Type Type => Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;

    /// <summary>Whether a saved transformer has it.</summary>
    public bool IsSaved => !_notSaved.Contains(Path);

    /// <summary>Whether a file can hold it.</summary>
    public bool IsData => !_objects.Contains(Path);

    public bool IsNumber => Type.IsPrimitive && Type != typeof(bool);

    public static OptionProperty Of(string id) => All.Single(option => option.Id == id);

    /// <summary>The options with the method that has this one.</summary>
    public TptOptions PrepareOptions() => Method is null ? new TptOptions() : new TptOptions { Method = (MethodOptions)Activator.CreateInstance(Method)! };

    public object? Get(TptOptions options) => Property.GetValue(GroupIn(options));

    public void Set(TptOptions options, object? value) => Property.SetValue(GroupIn(options), value);

    /// <summary>A valid value that is not the default.</summary>
    public object Another() => Property.GetValue(GroupIn(PrepareOptions())) switch
    {
        bool flag => !flag,
        int number => number + 3,
        long number => number + 3,
        double number => (number / 2) + 0.1,
        Enum member => Enum.GetValues(Type).Cast<object>().First(other => !other.Equals(member)),
        _ when Type == typeof(IReadOnlyList<string>) => new[] { "a {0}", "the {0}" },
        _ when Type == typeof(string) => $"another \"ü☃\" {Property.Name} {{0}}",
        _ when Type == typeof(IImageDecoder) => ImageDecoders.SkiaSharp,
        _ when Type == typeof(int) => 5,
        _ when Type == typeof(bool) => true,
        _ => Enum.GetValues(Type).GetValue(1)!,
    };

    public override string ToString() => Id;

    private object GroupIn(TptOptions options) => Path.Split('.') is [var group, _] ? typeof(TptOptions).GetProperty(group)!.GetValue(options)! : options;

    private static IEnumerable<OptionProperty> Walk(Type group, string path, Type? method)
    {
        foreach (var property in group.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite && property.Name != nameof(MethodOptions.Name)))
        {
            if (property.PropertyType == typeof(MethodOptions))
            {
                continue;       // its records are walked one by one
            }
            if (IsGroup(property.PropertyType))
            {
                foreach (var option in Walk(property.PropertyType, $"{path}{property.Name}.", method))
                {
                    yield return option;
                }
                continue;
            }
            yield return new OptionProperty(path + property.Name, property, method);
        }
    }

    private static bool IsGroup(Type type) => type.GetInterfaces().Any(implemented => implemented.Name == "IOptionGroup");
}
