namespace Tpt.HubServer;

/// <summary>How the hub on this machine is run.</summary>
internal sealed record LocalHubOptions
{
    /// <summary>The port of the hub; 0: any free one.</summary>
    public int Port { get; init; }

    /// <summary>The port of the storage of LFS files, which is another host to a client; 0: any free one.</summary>
    public int StoragePort { get; init; }

    /// <summary>The tokens that belong to someone. Another token is refused with 401.</summary>
    public IReadOnlyCollection<string> Tokens { get; init; } = [];

    /// <summary>Whether the hub is reached by HTTPS, with a certificate that nobody vouches for.</summary>
    public bool HasUntrustedCertificate { get; init; }

    /// <summary>Whether listings lack sizes and hashes, as those of some mirrors do.</summary>
    public bool ListsNamesOnly { get; init; }
}
