using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.Tpt.Saving;

namespace Microsoft.ML.Tests;

public sealed class OptionsJsonTests
{
    private static readonly FieldInfo[] _saved = [.. typeof(TptOptions).GetFields().Where(field => field.GetCustomAttribute<JsonIgnoreAttribute>() is null)];

    public static TheoryData<string> SavedFields => [.. _saved.Select(saved => saved.Name)];

    [Theory]
    [MemberData(nameof(SavedFields))]
    public void Json_FieldWithAnotherValue_ComesBack(string name)
    {
        var field = _saved.Single(f => f.Name == name);
        var options = new TptOptions();
        var other = Other(Nullable.GetUnderlyingType(field.FieldType) ?? field.FieldType, field.GetValue(options));
        field.SetValue(options, other);

        var back = JsonSerializer.Deserialize(JsonSerializer.Serialize(options, TptOptionsJson.Default.TptOptions), TptOptionsJson.Default.TptOptions);

        field.GetValue(back).Should().BeEquivalentTo(other);
    }

    [Fact]
    public void Json_LeavesOutWhatBelongsToTheProcess() =>
        typeof(TptOptions).GetFields().Except(_saved).Select(field => field.Name).Should().BeEquivalentTo("ClassNames", "GpuDeviceId", "FallbackToCpu", "Progress", "CancellationToken");

    [Fact]
    public void Json_OfAnOlderVersionWithoutAField_GivesItsDefault() =>
        JsonSerializer.Deserialize("{\"Views\":5}", TptOptionsJson.Default.TptOptions)!.BatchSize.Should().Be(new TptOptions().BatchSize);

    private static object Other(Type type, object? value) => value switch
    {
        bool flag => !flag,
        int number => number + 3,
        long number => number + 3,
        double number => number / 2 + 0.1,
        Enum member => Enum.GetValues(type).Cast<object>().First(other => !other.Equals(member)),
        _ when type == typeof(IReadOnlyList<string>) => new[] { "a {0}", "the {0}" },
        _ when type == typeof(string) => "another \"ü☃\"",
        _ when type == typeof(int) => 5,
        _ when type == typeof(bool) => true,
        _ => Enum.GetValues(type).GetValue(1)!,
    };
}
