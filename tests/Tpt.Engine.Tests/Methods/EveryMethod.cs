using Tpt.Engine.Methods;
using Tpt.Engine.Methods.FlatPrompt;

namespace Tpt.Engine.Tests.Methods;

/// <summary>
/// The methods that the library has, each with its defaults: a new one is tested by being there. FlatPrompt's preparation alone is shorter
/// than its 1000 steps, which are all alike: <see cref="FlatPrompt.ContextPreparationTests"/> looks at them.
/// </summary>
internal static class EveryMethod
{
    public static TheoryData<MethodOptions> Data => [.. MethodOptions.All.OrderBy(method => method.Key, StringComparer.Ordinal).Select(method => Create(method.Value))];

    private static MethodOptions Create(Type type) => (MethodOptions)Activator.CreateInstance(type)! switch
    {
        FlatPromptOptions flat => flat with { PreparationSteps = 3 },
        var method => method,
    };
}
