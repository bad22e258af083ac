using System.Net;

namespace ClassificationService.Hosting;

/// <summary>An address of <c>--urls</c> that is none. The server would take <c>http://localhost:80x</c> for a name, and listen on all addresses of the machine.</summary>
internal static class AddressError
{
    /// <summary>Looks at the addresses before the server does; <see langword="null"/> where they are in order.</summary>
    public static string? Find(IConfiguration configuration)
        => (configuration[WebHostDefaults.ServerUrlsKey] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(url => !IsAddress(url))
            .Select(url => $"An address is wrong. '{url}' (--urls, or Urls in appsettings.json) is no address to listen at; write http://host:port with a port from 0 to {IPEndPoint.MaxPort}, such as http://localhost:5000, and several with ';' between them.")
            .FirstOrDefault();

    private static bool IsAddress(string url)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            return false;
        }
        var isHost = address.IsUnixPipe || address.IsNamedPipe || address.Host.StartsWith('[') || !address.Host.Contains(':', StringComparison.Ordinal);
        return isHost && (address.Scheme is "http" or "https") && address.Port is >= 0 and <= IPEndPoint.MaxPort && address.PathBase.Length == 0;
    }
}
