namespace Tpt.Pretraining.Pictures.Packages;

/// <summary>One version of an npm package, pinned by its content.</summary>
/// <param name="Name">With its scope, <c>@iconify-json/noto</c>.</param>
/// <param name="Version">Exact, <c>1.2.9</c>.</param>
/// <param name="Integrity">What <c>npm view name@version dist.integrity</c> prints: <c>sha512-</c> and base64 of the archive's SHA-512.</param>
internal sealed record NpmPackage(string Name, string Version, string Integrity)
{
    /// <summary>The archive in the public registry.</summary>
    public Uri Address => new($"https://registry.npmjs.org/{Name}/-/{Name[(Name.IndexOf('/', StringComparison.Ordinal) + 1)..]}-{Version}.tgz");

    /// <summary>The archive's name in a <see cref="PackageStore"/>, as <c>npm pack</c> has it.</summary>
    public string FileName => $"{Name.TrimStart('@').Replace('/', '-')}-{Version}.tgz";

    public override string ToString() => $"{Name}@{Version}";
}
