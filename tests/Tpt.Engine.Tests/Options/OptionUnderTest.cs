using System.Reflection;
using Tpt.Engine.Methods;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Tests.Options;

/// <summary>One property of a group of options that a user can set. Groups are walked, so that a property that is added is under test by itself.</summary>
/// <param name="Path">What errors call it, as <c>Views.Count</c>.</param>
/// <param name="Group">The type of the group that it belongs to.</param>
/// <param name="Property">The property.</param>
public sealed record OptionUnderTest(string Path, Type Group, PropertyInfo Property)
{
    /// <summary>Every property of every group of options that the engine has. The abstract method is every method that there is, and so are the calibration and the gate.</summary>
    public static IReadOnlyList<OptionUnderTest> All { get; } = [.. Of(typeof(TptClassifierOptions)), .. Of(typeof(ModelOptions))];

    /// <summary>Numbers, with what is between nothing and them.</summary>
    public Type ValueType => Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;

    private string GroupPath => Path[..^Property.Name.Length];

    /// <summary>The properties of a group, and of the groups in it.</summary>
    public static IEnumerable<OptionUnderTest> Of(Type group, string path = "")
        => group.GetProperties().Where(IsSettable).SelectMany(property => !typeof(IOptionGroup).IsAssignableFrom(property.PropertyType)
            ? [new OptionUnderTest(path + property.Name, group, property)]
            : TypesOf(property.PropertyType).SelectMany(type => Of(type, $"{path}{property.Name}.")));

    /// <summary>A group with the defaults of all but this property.</summary>
    public object Create(object? value)
    {
        var group = Activator.CreateInstance(Group)!;
        Property.SetValue(group, value);
        return group;
    }

    /// <summary>A group with another value than the default, which is in range.</summary>
    public object CreateChanged()
    {
        var standard = Property.GetValue(Activator.CreateInstance(Group));
        return Create(Candidates().First(value => !Equals(value, standard)));
    }

    /// <summary>Checks a group with the defaults of all but this property.</summary>
    public Action Validating(object? value) => () => OptionValidator.Check((IOptionGroup)Create(value), GroupPath);

    public override string ToString() => $"{Group.Name}: {Path}";

    private object[] Candidates()
    {
        if (Property.GetCustomAttribute<WithinAttribute>() is { } range)
        {
            return [.. new[] { range.Min, range.Max, (range.Min + range.Max) / 2 }.Where(number => range.IsValid(number)).Select(ToNumber)];
        }
        return ValueType switch
        {
            { IsEnum: true } => [.. Enum.GetValues(ValueType)],
            _ when ValueType == typeof(bool) => [true, false],
            _ when ValueType == typeof(int) => [1, 2],
            _ when ValueType == typeof(string) => ["a text"],
            _ when ValueType == typeof(IReadOnlyList<string>) => [new[] { "a {0}." }],
            _ => throw new NotSupportedException($"{this} is of type {ValueType}: say here what values it has."),
        };
    }

    /// <summary>A number in the property's own type.</summary>
    public object ToNumber(double number) => Convert.ChangeType(number, ValueType, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A method's name is what its type is called.</summary>
    private static bool IsSettable(PropertyInfo property) => property.SetMethod is { IsPublic: true } && property.Name != nameof(MethodOptions.Name);

    private static IEnumerable<Type> TypesOf(Type group) => group.IsAbstract ? NamedOptions.KindsOf(group).Values : [group];
}
