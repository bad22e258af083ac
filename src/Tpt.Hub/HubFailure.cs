namespace Tpt.Hub;

/// <summary>What went wrong in a download.</summary>
public enum HubFailure
{
    /// <summary>The environment says to stay offline (HF_HUB_OFFLINE), and the model is not in the cache.</summary>
    Offline,

    /// <summary>The server cannot be reached: no network, no such host, nobody listens.</summary>
    Unreachable,

    /// <summary>The proxy refuses or wants to know who asks.</summary>
    Proxy,

    /// <summary>HTTPS fails: the certificate is not trusted, or is another host's.</summary>
    Certificate,

    /// <summary>The server did not answer, or sent no more bytes, for too long.</summary>
    TimedOut,

    /// <summary>The server says that it has trouble: 408 or 5xx, after all tries.</summary>
    ServerTrouble,

    /// <summary>The server wants fewer requests: 429.</summary>
    TooManyRequests,

    /// <summary>The token is missing, is wrong or has expired.</summary>
    Unauthorized,

    /// <summary>The model is for those who accepted its licence.</summary>
    Gated,

    /// <summary>The server refuses the request for another reason.</summary>
    Refused,

    /// <summary>There is no such model, or it is private.</summary>
    ModelNotFound,

    /// <summary>The model has no such branch, tag or commit.</summary>
    RevisionNotFound,

    /// <summary>The model has no such file or folder.</summary>
    FileNotFound,

    /// <summary>The model has no files that the loader reads, or it is open which ones are meant.</summary>
    NothingToLoad,

    /// <summary>The answer is a web page rather than what was asked for, as from the login page of a network.</summary>
    WebPage,

    /// <summary>The answer cannot be understood, or is longer than such an answer can be.</summary>
    UnreadableAnswer,

    /// <summary>The server redirects in a circle, from HTTPS to HTTP or to no web address.</summary>
    BadRedirect,

    /// <summary>The server names a file that would lie outside of the cache, or that a system cannot have.</summary>
    UnsafeFileName,

    /// <summary>The connection broke again and again before the file was whole.</summary>
    Truncated,

    /// <summary>The file has not the size that the hub gives for it.</summary>
    WrongSize,

    /// <summary>The file has not the hash that the hub gives for it.</summary>
    WrongHash,

    /// <summary>The disk has no room for the files.</summary>
    DiskFull,

    /// <summary>A folder or file of this machine cannot be read or written.</summary>
    LocalFiles,

    /// <summary>An environment variable or an option has a value that cannot be used.</summary>
    Settings,
}
