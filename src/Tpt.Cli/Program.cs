using Tpt.Cli.Commands;

return await TptCommand.RunAsync(args);
