using Spectre.Console;

namespace ModelBuilderStyle;

/// <summary>The console of the samples: colours in a terminal, plain lines anywhere else.</summary>
internal static class SampleConsole
{
    /// <param name="plainWidth">How wide lines are where there is no terminal.</param>
    public static IAnsiConsole Create(int plainWidth = 200)
    {
        if (!Console.IsOutputRedirected)
        {
            return AnsiConsole.Console;
        }
        var settings = new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        };
        // Build servers are among those for whom Spectre.Console turns escape codes on by itself.
        settings.Enrichment.UseDefaultEnrichers = false;
        var console = AnsiConsole.Create(settings);
        console.Profile.Width = plainWidth;
        return console;
    }
}
