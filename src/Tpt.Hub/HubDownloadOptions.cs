using System.Net;

namespace Tpt.Hub;

/// <summary>How a model is brought from the hub. What is not set follows from the environment, as with the hub's own tools.</summary>
/// <example>
/// <code>
/// var options = new HubDownloadOptions { Token = secrets["hub"], CacheFolder = "/srv/models" };
/// var folder = await HubModel.DownloadAsync("google/siglip-base-patch16-224", options);
/// </code>
/// </example>
public sealed record HubDownloadOptions
{
    /// <summary>What of the model is brought.</summary>
    /// <value>The default is <see cref="HubContent.Model"/>.</value>
    public HubContent Content { get; init; }

    /// <summary>The access token. It is sent to the hub itself only, never to where the hub redirects.</summary>
    /// <value>The default is <see langword="null"/>: HF_TOKEN, or the file that <c>hf auth login</c> writes. The empty text: none.</value>
    public string? Token { get; init; }

    /// <summary>The address of the hub or of a mirror of it.</summary>
    /// <value>The default is <see langword="null"/>: HF_ENDPOINT, or <c>https://huggingface.co</c>.</value>
    public string? Endpoint { get; init; }

    /// <summary>The folder of the cache, that with the folders <c>models--org--name</c>.</summary>
    /// <value>The default is <see langword="null"/>: HF_HUB_CACHE, <c>hub</c> in HF_HOME, or <c>~/.cache/huggingface/hub</c>.</value>
    public string? CacheFolder { get; init; }

    /// <summary>The proxy.</summary>
    /// <value>The default is <see langword="null"/>: that of the system, or HTTPS_PROXY, HTTP_PROXY and NO_PROXY.</value>
    public IWebProxy? Proxy { get; init; }

    /// <summary>How long an answer may take to begin. After that it is asked for again.</summary>
    /// <value>10 milliseconds to a day. The default is 30 seconds.</value>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an answer that has begun may send nothing. After that the rest is asked for.</summary>
    /// <value>10 milliseconds to a day. The default is 30 seconds.</value>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the files that are here already are checked too, by size and hash. What differs is brought again.</summary>
    /// <value>The default is <see langword="false"/>: a file whose size is right is taken as it is.</value>
    public bool Verify { get; init; }

    /// <summary>Who is told, in a sentence each, what is no error and good to know: a file was brought again, a request is repeated, the hub could not be asked.</summary>
    /// <value>The default is <see langword="null"/>: nobody.</value>
    public IProgress<string>? Notes { get; init; }

    internal void Validate()
    {
        Require(ResponseTimeout, nameof(ResponseTimeout));
        Require(StallTimeout, nameof(StallTimeout));
        if (Content is not (HubContent.Model or HubContent.Tokenizer))
        {
            throw new ArgumentOutOfRangeException(nameof(Content), Content, $"{nameof(Content)} is {Content}; it must be {HubContent.Model} or {HubContent.Tokenizer}.");
        }

        static void Require(TimeSpan value, string name)
        {
            if (value < TimeSpan.FromMilliseconds(10) || value > TimeSpan.FromDays(1))
            {
                throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; it must be between 10 milliseconds and a day.");
            }
        }
    }

    /// <summary>For a log: without the token.</summary>
    /// <returns>What is wanted, from where and into which folder.</returns>
    public override string ToString()
        => $"{Content} from {Endpoint ?? HubEnvironment.Endpoint} into {CacheFolder ?? HubEnvironment.CacheFolder}, {(Token is null ? "the environment's token" : "a token of its own")}";

    /// <summary>What a test shortens or replaces.</summary>
    internal HubMachine Machine { get; init; } = HubMachine.Default;
}
