using Spectre.Console;

namespace ModelBuilderStyle;

/// <summary>The console of the samples: colours in a terminal, plain wide lines anywhere else.</summary>
internal static class SampleConsole
{
    private const int PlainWidth = 200;

    public static IAnsiConsole Create()
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
        console.Profile.Width = PlainWidth;
        return console;
    }
}
