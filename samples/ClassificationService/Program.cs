using System.Net.Sockets;
using ClassificationService.Hosting;
using Microsoft.ML;

WebApplication created;
try
{
    created = ServiceApplication.Create(args);
}
// A file of settings that cannot be read.
catch (InvalidDataException exception)
{
    return StartError.OfFile(exception).Say();
}
await using var app = created;
if ((AddressError.Find(app.Configuration) ?? SettingError.Find(app.Services)) is { } setting)
{
    return new StartError(setting, StartError.Mend).Say();
}
var service = app.Services.GetRequiredService<TptService>();
var failed = false;
app.Lifetime.ApplicationStopping.Register(() => failed = service.State == TptServiceState.Failed);
try
{
    await app.StartAsync();
}
// What the server says of its addresses: one is taken (IOException), is not this machine's or not allowed (SocketException), or cannot be used as it
// stands; those of the section Kestrel it reads only now (ArgumentException, FormatException).
catch (Exception exception) when (exception is IOException or SocketException or InvalidOperationException or ArgumentException or FormatException)
{
    return StartError.OfServer(exception, app.Configuration).Say();
}
await app.WaitForShutdownAsync();
// A service manager starts a program again that fails, and leaves one alone that was told to stop.
return failed ? StartError.TryAgain : 0;
