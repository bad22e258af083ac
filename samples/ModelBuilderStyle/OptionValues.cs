using System.CommandLine.Parsing;
using System.Globalization;
using Microsoft.ML;
using Tpt.Engine.Approximations;
using Tpt.Engine.Imaging;
using Tpt.ImageSharp;

namespace ModelBuilderStyle;

/// <summary>Reads the values of options, with errors that name the option and what it takes.</summary>
internal static class OptionValues
{
    public static int Whole(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            result.AddError($"{Name(result)} is '{text}'; it must be a whole number.");
        }
        return value;
    }

    public static TptPrecision Precision(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (!Enum.GetNames<TptPrecision>().Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            result.AddError($"{Name(result)} is '{text}'; it must be one of {string.Join(", ", Enum.GetNames<TptPrecision>())}.");
            return default;
        }
        return Enum.Parse<TptPrecision>(text, ignoreCase: true);
    }

    public static IImageDecoder? Decoder(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        IImageDecoder[] decoders = [ImageDecoders.SkiaSharp, ImageDecoders.ImageSharp];
        var decoder = Array.Find(decoders, one => one.Name.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (decoder is null)
        {
            result.AddError($"{Name(result)} is '{text}'; it must be one of {string.Join(", ", decoders.Select(one => one.Name))}.");
        }
        return decoder;
    }

    private static string Name(ArgumentResult result) => ((OptionResult)result.Parent!).Option.Name;
}
