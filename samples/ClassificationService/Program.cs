using System.Net.Sockets;
using ClassificationService.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.ML;

if (CommandLine.AsksForHelp(args))
{
    Console.WriteLine(CommandLine.Help);
    return 0;
}
if (CommandLine.Find(args) is { } argument)
{
    return new StartError(argument, StartError.Mend).Say();
}
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
// A file that the settings name is not there.
catch (OptionsValidationException exception)
{
    return new StartError(SettingError.Of(app.Configuration, exception), StartError.Mend).Say();
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
