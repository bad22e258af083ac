using ClassificationService.Hosting;
using Microsoft.ML;

await using var app = ServiceApplication.Create(args);
if (SettingError.Find(app.Services) is { } error)
{
    await Console.Error.WriteLineAsync(error);
    return SettingError.ExitCode;
}
var service = app.Services.GetRequiredService<TptService>();
var failed = false;
app.Lifetime.ApplicationStopping.Register(() => failed = service.State == TptServiceState.Failed);
await app.RunAsync();
// A service manager starts a program again that fails, and leaves one alone that was told to stop.
return failed ? 1 : 0;
