using System.Globalization;
using System.Text.RegularExpressions;

namespace Tpt.Hub;

/// <summary>The environment variables of the hub's own tools, read at each call, with their meaning there.</summary>
internal static partial class HubEnvironment
{
    private const string DefaultEndpoint = "https://huggingface.co";

    /// <summary>A token is a word of some tens of characters.</summary>
    private const int LongestToken = 4096;

    private static readonly string[] _true = ["1", "ON", "YES", "TRUE"];

    /// <summary>The address of the hub, without a slash at its end.</summary>
    public static string Endpoint => (Variable("HF_ENDPOINT") ?? DefaultEndpoint).TrimEnd('/');

    /// <summary>The folder of the cache.</summary>
    public static string CacheFolder => Folder("HF_HUB_CACHE") ?? Folder("HUGGINGFACE_HUB_CACHE") ?? Path.Combine(Home, "hub");

    /// <summary>The file that <c>hf auth login</c> writes the token to.</summary>
    public static string TokenFile => Folder("HF_TOKEN_PATH") ?? Path.Combine(Home, "token");

    /// <summary>The variable by which the user wants no network; null: none does.</summary>
    public static string? OfflineVariable => Variable("HF_HUB_OFFLINE") is { } offline
        ? (IsTrue(offline) ? "HF_HUB_OFFLINE" : null)
        : IsTrue(Variable("TRANSFORMERS_OFFLINE")) ? "TRANSFORMERS_OFFLINE" : null;

    private static string Home => Folder("HF_HOME")
        ?? Path.Combine(Folder("XDG_CACHE_HOME") ?? Path.Combine(UserFolder, ".cache"), "huggingface");

    private static string UserFolder => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    /// <summary>The token, and where it is from; null: there is none.</summary>
    /// <exception cref="HubException">The file with the token is there and cannot be read.</exception>
    public static HubToken? Token()
    {
        if (IsTrue(Variable("HF_HUB_DISABLE_IMPLICIT_TOKEN")))
        {
            return null;
        }

        foreach (var name in (string[])["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"])
        {
            if (HubToken.Of(Variable(name), $"the environment variable {name}") is { } token)
            {
                return token;
            }
        }

        var file = TokenFile;
        try
        {
            return !File.Exists(file) ? null
                : BoundedText.Read(file, LongestToken) is { } text ? HubToken.Of(text, $"the file '{file}'")
                : throw new HubException(HubFailure.Settings, string.Create(CultureInfo.InvariantCulture, $"The access token of the hub is to be read from '{file}', which has more than {LongestToken} bytes: it is another file. Set HF_TOKEN_PATH or HF_HOME right, or HF_HUB_DISABLE_IMPLICIT_TOKEN=1 to go without a token."));
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException and not HubException)
        {
            throw new HubException(HubFailure.Settings, $"The access token of the hub is to be read from '{file}', and cannot: {e.Message} Set HF_TOKEN, or HF_HUB_DISABLE_IMPLICIT_TOKEN=1 to go without a token.", e);
        }
    }

    private static bool IsTrue(string? value) => value is not null && _true.Contains(value, StringComparer.OrdinalIgnoreCase);

    private static string? Folder(string name) => Variable(name) is { } value ? Expanded(value) : null;

    /// <summary>With <c>~</c> and variables replaced, as Python does: in a service's environment no shell has done it.</summary>
    private static string Expanded(string path)
    {
        var full = path is "~" || path.StartsWith("~/", StringComparison.Ordinal) || path.StartsWith("~\\", StringComparison.Ordinal)
            ? UserFolder + path[1..]
            : path;
        full = DollarVariable().Replace(full, match => Variable(match.Groups["name"].Value) ?? match.Value);
        return OperatingSystem.IsWindows() ? Environment.ExpandEnvironmentVariables(full) : full;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    [GeneratedRegex(@"\$(\{(?<name>\w+)\}|(?<name>\w+))")]
    private static partial Regex DollarVariable();
}
