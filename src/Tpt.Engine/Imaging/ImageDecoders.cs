using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Imaging;

/// <summary>
/// The image decoders of this process, by name. A package with a decoder adds it, such as <c>ImageDecoders.ImageSharp</c> of
/// <c>Tpt.ImageSharp</c>.
/// </summary>
/// <example>
/// <code>
/// var options = new TptOptions { ClassNames = classNames, Decoder = ImageDecoders.ImageSharp };
/// </code>
/// </example>
public sealed class ImageDecoders
{
    private static readonly ConcurrentDictionary<string, IImageDecoder> _registered = new(StringComparer.Ordinal);

    /// <summary>The decoders of this library's packages: the package, and the type that registers itself before it is first used.</summary>
    private static readonly Dictionary<string, (string Package, string Type)> _packages = new(StringComparer.Ordinal)
    {
        ["SkiaSharp"] = ("Microsoft.ML.Tpt", "Microsoft.ML.Tpt.Images.Decoding.SkiaImageDecoder"),
        ["ImageSharp"] = ("Tpt.ImageSharp", "Tpt.ImageSharp.ImageSharpDecoder"),
    };

    private ImageDecoders()
    {
    }

    /// <summary>Adds a decoder of one's own, so that a saved transformer that was made with it can be loaded.</summary>
    /// <param name="decoder">The decoder. It takes the place of one of the same name.</param>
    /// <exception cref="ArgumentException">The decoder's name is blank.</exception>
    /// <example>
    /// <code>
    /// ImageDecoders.Register(new GrayDecoder());
    /// var model = mlContext.Model.Load("MLModel.zip", out var schema);
    /// </code>
    /// </example>
    public static void Register(IImageDecoder decoder)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentException.ThrowIfNullOrWhiteSpace(decoder.Name, nameof(decoder));
        _registered[decoder.Name] = decoder;
    }

    /// <summary>Adds a decoder of this library's packages. One that the application registered under its name stays.</summary>
    internal static void RegisterOwn(IImageDecoder decoder) => _registered.TryAdd(decoder.Name, decoder);

    /// <summary>The decoder of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message says what to reference.</exception>
    internal static IImageDecoder Of(string name)
    {
        if (_registered.TryGetValue(name, out var decoder))
        {
            return decoder;
        }
        if (_packages.TryGetValue(name, out var known))
        {
            var type = Type.GetType($"{known.Type}, {known.Package}")
                ?? throw new ArgumentException($"The image decoder '{name}' is in the package {known.Package}, which this application does not reference: dotnet add package {known.Package}.");
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
            return _registered[name];
        }
        var names = Excerpt.Of([.. _registered.Keys.Concat(_packages.Keys).Distinct().Order(StringComparer.Ordinal).Select(one => $"'{one}'")]);
        throw new ArgumentException($"There is no image decoder '{Excerpt.Of(name)}'; there are {names}. Call {nameof(ImageDecoders)}.{nameof(Register)} with it first.");
    }
}
