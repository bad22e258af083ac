namespace Tpt.Service.Tests.Support;

/// <summary>One server for the tests that change nothing about it.</summary>
public sealed class ReadyServer : IAsyncLifetime
{
    internal TestServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await TestServer.StartReadyAsync("Tpt:Images:MaxPixels=1000000", "Tpt:Service:MaxFileBytes=1000000", "Limits:BatchPictures=4", "Limits:BatchBytes=2000000");

    public Task DisposeAsync() => Server.DisposeAsync().AsTask();
}
