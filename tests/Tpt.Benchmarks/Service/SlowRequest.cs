using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Tpt.Benchmarks.Service;

/// <summary>A request whose body stops in the middle. HttpClient would not read the answer before it has sent everything.</summary>
internal static class SlowRequest
{
    private const int StatusStart = 9;      // behind "HTTP/1.1 "
    private const int StatusLength = 3;

    /// <param name="address">The service.</param>
    /// <param name="body">What is to be sent by half.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The status of the answer; 0 where there is none.</returns>
    public static async Task<int> SendAsync(Uri address, HostileBody body, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, cancellationToken);
        var stream = client.GetStream();
        var head = string.Create(CultureInfo.InvariantCulture, $"POST /classify HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: {body.ContentType}\r\nContent-Length: {body.Body.Length}\r\n\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), cancellationToken);
        await stream.WriteAsync(body.Body.AsMemory(0, body.Body.Length / 2), cancellationToken);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var line = await reader.ReadLineAsync(cancellationToken);
        return line is { Length: >= StatusStart + StatusLength } && int.TryParse(line.AsSpan(StatusStart, StatusLength), NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : 0;
    }
}
