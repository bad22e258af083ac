namespace ClassificationService.Hosting;

/// <summary>Why the program does not start: one line on standard error, and its exit code.</summary>
/// <param name="Line">What is wrong, with its name and value, and what to do.</param>
/// <param name="ExitCode"><see cref="Mend"/> or <see cref="TryAgain"/>.</param>
internal sealed record StartError(string Line, int ExitCode)
{
    /// <summary>Something that may pass by itself.</summary>
    public const int TryAgain = 1;

    /// <summary>Something to mend first.</summary>
    public const int Mend = 42;

    private const int MostCharacters = 1000;

    /// <summary>A file of settings that is no JSON, or not what settings look like.</summary>
    public static StartError OfFile(InvalidDataException exception)
        => new($"A file of settings is wrong. {exception.Message.TrimEnd('.')}: {exception.GetBaseException().Message.TrimEnd('.')}. Correct it there.", Mend);

    /// <summary>An address that the server cannot listen at.</summary>
    /// <param name="exception">What the server says.</param>
    /// <param name="configuration">Has the addresses.</param>
    public static StartError OfServer(Exception exception, IConfiguration configuration)
    {
        // Where there are any, the server listens at these and passes over the others.
        string?[] endpoints = [.. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(one => one["Url"])];
        var place = endpoints.Length > 0
            ? $"'{string.Join(';', endpoints)}' (Kestrel:Endpoints in the settings)"
            : $"'{configuration[WebHostDefaults.ServerUrlsKey]}' (--urls, or Urls in appsettings.json)";
        var line = $"The service cannot listen at {place}: {exception.Message.TrimEnd('.')}.";
        return exception is IOException
            ? new($"{line} End the program that has the address, or choose another one, such as --urls=http://localhost:5001.", TryAgain)
            : new($"{line} Choose another address, such as --urls=http://localhost:5001.", Mend);
    }

    /// <summary>Says it, in one line.</summary>
    /// <returns>The exit code.</returns>
    public int Say()
    {
        var line = string.Join(' ', Line.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Console.Error.WriteLine(line.Length <= MostCharacters ? line : $"{line[..MostCharacters]}...");
        return ExitCode;
    }
}
