namespace Tpt.Engine.Tests;

/// <summary>The built-in model, loaded once for all tests.</summary>
public sealed class BuiltInModelFixture : IDisposable
{
    public ClipModel Model { get; } = ClipModel.LoadBuiltIn();

    public void Dispose() => Model.Dispose();
}

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class BuiltInModelCollection : ICollectionFixture<BuiltInModelFixture>
{
    public const string Name = "The built-in model";
}
