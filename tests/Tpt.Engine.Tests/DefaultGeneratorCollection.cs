namespace Tpt.Engine.Tests;

/// <summary>Tests of code that draws from libtorch's one default generator: no other test may draw from it meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class DefaultGeneratorCollection
{
    public const string Name = "libtorch's default generator";
}
