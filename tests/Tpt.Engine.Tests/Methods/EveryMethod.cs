using Tpt.Engine.Methods;

namespace Tpt.Engine.Tests.Methods;

/// <summary>The methods that the library has, each with its defaults: a new one is tested by being there.</summary>
internal static class EveryMethod
{
    public static TheoryData<MethodOptions> Data => [.. MethodOptions.All.OrderBy(method => method.Key, StringComparer.Ordinal).Select(method => Create(method.Value))];

    private static MethodOptions Create(Type type) => (MethodOptions)Activator.CreateInstance(type)!;
}
