using System.Collections.Concurrent;
using System.Reflection;
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

    /// <summary>The packages that bring a decoder: its name, and the assembly that adds it when it is loaded.</summary>
    private static readonly Dictionary<string, string> _packages = new(StringComparer.Ordinal) { ["ImageSharp"] = "Tpt.ImageSharp" };

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

    /// <summary>The decoder of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message says what to reference.</exception>
    internal static IImageDecoder Of(string name)
    {
        if (_registered.TryGetValue(name, out var decoder))
        {
            return decoder;
        }
        if (_packages.TryGetValue(name, out var package))
        {
            return OfPackage(name, package);
        }
        var known = Excerpt.Of([.. _registered.Keys.Concat(_packages.Keys).Distinct().Order(StringComparer.Ordinal).Select(known => $"'{known}'")]);
        throw new ArgumentException($"There is no image decoder '{Excerpt.Of(name)}'; there are {known}. Call {nameof(ImageDecoders)}.{nameof(Register)} with it first.");
    }

    private static IImageDecoder OfPackage(string name, string package)
    {
        try
        {
            RuntimeHelpers.RunModuleConstructor(Assembly.Load(package).ManifestModule.ModuleHandle);
        }
        catch (FileNotFoundException exception)
        {
            throw new ArgumentException($"The image decoder '{name}' is in the package {package}, which this application does not reference: dotnet add package {package}.", exception);
        }
        return _registered[name];
    }
}
