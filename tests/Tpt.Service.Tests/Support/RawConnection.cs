using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tpt.Service.Tests.Support;

/// <summary>A connection whose every byte a test decides: requests that HttpClient would not send, or would give up.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly TcpClient _client;

    private RawConnection(TcpClient client) => _client = client;

    /// <exception cref="SocketException">It is refused.</exception>
    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, address.Port);
            return new RawConnection(client);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public ValueTask SendAsync(string text) => SendAsync(Encoding.ASCII.GetBytes(text));

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => _client.GetStream().WriteAsync(bytes);

    /// <summary>What arrives until a text is in it, or until the other side closes.</summary>
    /// <param name="text">The text; <see langword="null"/>: only the end will do.</param>
    public async Task<string> ReadUntilAsync(string? text)
    {
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        using var timeout = new CancellationTokenSource(_patience);
        while ((text is null || !answer.ToString().Contains(text, StringComparison.Ordinal)) && await _client.GetStream().ReadAsync(buffer, timeout.Token) is > 0 and var read)
        {
            answer.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }
        return answer.ToString();
    }

    public void Dispose() => _client.Dispose();
}
