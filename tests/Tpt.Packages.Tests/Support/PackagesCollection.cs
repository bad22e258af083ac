namespace Tpt.Packages.Tests.Support;

/// <summary>One test at a time: each is a build.</summary>
[CollectionDefinition(Name)]
public sealed class PackagesCollection : ICollectionFixture<PackedPackages>
{
    public const string Name = "Packages";
}
