using System.Buffers;
using System.Drawing;
using Tpt.Engine.Configuration;
using Tpt.Engine.Files;
using static System.FormattableString;

namespace Tpt.Engine.Imaging;

/// <summary>
/// How an image becomes the model's input, as <c>preprocessor_config.json</c> says it. Every default is that of CLIP
/// (Radford et al. 2021; <c>openai/clip-vit-base-patch16</c>).
/// </summary>
/// <example>
/// <code>
/// var clip = new ImagePreprocessing();
/// var larger = clip with { ResizeEdge = 336, CropSize = 336, Filter = ResampleFilter.Bicubic };
/// Console.WriteLine(clip == larger);     // False
/// </code>
/// </example>
public sealed record ImagePreprocessing
{
    /// <summary>The factor that stands for a division by 255.</summary>
    internal const double ByteRescaleFactor = 1 / 255.0;

    /// <summary>Which sides are resized to <see cref="ResizeEdge"/>.</summary>
    /// <value>The default is <see cref="ResizeMode.Shortest"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is no member of its type.</exception>
    public ResizeMode ResizeMode
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(ResizeMode), value, "ResizeMode must be Shortest, Longest or Squash.");
    } = ResizeMode.Shortest;

    /// <summary>The length in pixels that the sides are resized to that <see cref="ResizeMode"/> says, 1 to 4096; <see langword="null"/> leaves the size as it is.</summary>
    /// <value>The default is 224.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of this range.</exception>
    public int? ResizeEdge
    {
        get;
        init => field = value is null or (>= 1 and <= ClipLimits.MaxResizeEdge)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(ResizeEdge), value, Invariant($"ResizeEdge must be 1 to {ClipLimits.MaxResizeEdge}, or null for no resize."));
    } = 224;

    /// <summary>The side in pixels of the square that is cut out, which is the model's input size; 1 to 2048.</summary>
    /// <value>The default is 224.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of this range.</exception>
    public int CropSize
    {
        get;
        init => field = value is >= 1 and <= ClipLimits.MaxImageSize
            ? value
            : throw new ArgumentOutOfRangeException(nameof(CropSize), value, Invariant($"CropSize must be 1 to {ClipLimits.MaxImageSize}."));
    } = 224;

    /// <summary>The colour, red, green and blue, of what the resized image lacks to the square. It is filled in before <see cref="Mean"/> and <see cref="Std"/> are applied.</summary>
    /// <value>The default is black.</value>
    /// <exception cref="ArgumentException">There are not 3 values.</exception>
    public IReadOnlyList<byte> FillColor
    {
        get;
        init => field = value is { Count: 3 }
            ? [.. value]
            : throw new ArgumentException("FillColor must be 3 numbers: red, green, blue.", nameof(FillColor));
    } = [0, 0, 0];

    /// <summary>The filter of the centre view's resize. Random crops are always bilinear, as in the reference.</summary>
    /// <value>The default is <see cref="ResampleFilter.Bicubic"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is no member of its type.</exception>
    public ResampleFilter Filter
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Filter), value, "Filter must be Bilinear or Bicubic.");
    } = ResampleFilter.Bicubic;

    /// <summary>The mean of red, green and blue that is subtracted after rescaling.</summary>
    /// <value>The default is CLIP's: 0.48145466, 0.4578275, 0.40821073.</value>
    /// <exception cref="ArgumentException">There are not 3 finite values.</exception>
    public IReadOnlyList<float> Mean
    {
        get;
        init => field = value is { Count: 3 } && value.All(float.IsFinite)
            ? [.. value]
            : throw new ArgumentException("Mean must be 3 finite numbers: red, green, blue.", nameof(Mean));
    } = [0.48145466f, 0.4578275f, 0.40821073f];

    /// <summary>The standard deviation of red, green and blue that the difference is divided by.</summary>
    /// <value>The default is CLIP's: 0.26862954, 0.26130258, 0.27577711.</value>
    /// <exception cref="ArgumentException">There are not 3 finite values above 0.</exception>
    public IReadOnlyList<float> Std
    {
        get;
        init => field = value is { Count: 3 } && value.All(s => float.IsFinite(s) && s > 0)
            ? [.. value]
            : throw new ArgumentException("Std must be 3 finite numbers above 0: red, green, blue.", nameof(Std));
    } = [0.26862954f, 0.26130258f, 0.27577711f];

    /// <summary>The factor that takes a byte to the unit that <see cref="Mean"/> and <see cref="Std"/> are in; finite and above 0.</summary>
    /// <value>The default is 1/255.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite and above 0.</exception>
    public double RescaleFactor
    {
        get;
        init => field = double.IsFinite(value) && value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(RescaleFactor), value, "RescaleFactor must be finite and above 0.");
    } = ByteRescaleFactor;

    /// <summary>Reads a <c>preprocessor_config.json</c>, or a <c>processor_config.json</c> with an <c>image_processor</c> inside. Keys that are missing take the defaults of this type.</summary>
    /// <param name="path">The file.</param>
    /// <returns>What the file says.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is larger than 1 MB, is no JSON object, or asks for something that cannot be done; the message names file, key and value.</exception>
    /// <exception cref="IOException">The system cannot read the file; <see cref="UnauthorizedAccessException"/> where it may not.</exception>
    /// <example>
    /// <code>
    /// var preprocessing = ImagePreprocessing.FromJson("models/clip-vit-base-patch16/preprocessor_config.json");
    /// Console.WriteLine($"the model reads {preprocessing.CropSize} px");
    /// </code>
    /// </example>
    public static ImagePreprocessing FromJson(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return PreprocessorConfig.Read(new ModelFileReader().Read(path), path);
    }

    /// <summary>Reads the text of a <c>preprocessor_config.json</c>, or of a <c>processor_config.json</c>. Keys that are missing take the defaults of this type.</summary>
    /// <param name="stream">UTF-8 text; it is read to its end and stays open.</param>
    /// <returns>What the text says.</returns>
    /// <exception cref="InvalidDataException">The text is larger than 1 MB, is no JSON object, or asks for something that cannot be done; the message names file, key and value.</exception>
    /// <example>
    /// <code>
    /// using var json = new MemoryStream("""{ "crop_size": 336, "size": 336 }"""u8.ToArray());
    /// var preprocessing = ImagePreprocessing.FromJson(json);
    /// </code>
    /// </example>
    public static ImagePreprocessing FromJson(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var name = stream is FileStream file ? file.Name : "preprocessor_config.json";
        var json = new byte[ModelFileReader.MaxConfigurationBytes + 1];
        var length = stream.ReadAtLeast(json, json.Length, throwOnEndOfStream: false);
        return length < json.Length
            ? PreprocessorConfig.Read(json.AsMemory(0, length), name)
            : throw new InvalidDataException(Invariant($"{name}: the text has more than {ModelFileReader.MaxConfigurationBytes} bytes."));
    }

    /// <summary>Two descriptions are equal when all their numbers are.</summary>
    /// <param name="other">The other description.</param>
    /// <returns>Whether they are equal.</returns>
    /// <example>
    /// <code>
    /// var read = ImagePreprocessing.FromJson("models/clip-vit-base-patch16/preprocessor_config.json");
    /// Console.WriteLine(read.Equals(new ImagePreprocessing()) ? "CLIP's own" : "another");
    /// </code>
    /// </example>
    public bool Equals(ImagePreprocessing? other) =>
        other is not null
        && (ResizeMode, ResizeEdge, CropSize, Filter, RescaleFactor) == (other.ResizeMode, other.ResizeEdge, other.CropSize, other.Filter, other.RescaleFactor)
        && FillColor.SequenceEqual(other.FillColor)
        && Mean.SequenceEqual(other.Mean)
        && Std.SequenceEqual(other.Std);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ResizeMode, ResizeEdge, CropSize, FillColor[0], Filter, RescaleFactor, Mean[0], Std[0]);

    /// <summary>The deterministic view: sides to <see cref="ResizeEdge"/>, centre crop, normalisation.</summary>
    /// <param name="image">The image.</param>
    /// <param name="destination">[3, <see cref="CropSize"/>, <see cref="CropSize"/>].</param>
    internal void CentreView(ImagePixels image, Span<float> destination) =>
        CentreView(image, new NormalizationTable(this), destination);

    /// <inheritdoc cref="CentreView(ImagePixels, Span{float})"/>
    internal void CentreView(ImagePixels image, NormalizationTable table, Span<float> destination)
    {
        var plane = CropSize * CropSize;
        var bytes = ArrayPool<byte>.Shared.Rent(3 * plane);
        try
        {
            CentreView(image, bytes.AsSpan(0, 3 * plane));
            for (var channel = 0; channel < 3; channel++)
            {
                table.Normalize(channel, bytes.AsSpan(channel * plane, plane), destination.Slice(channel * plane, plane));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>The same before normalisation.</summary>
    /// <param name="image">The image.</param>
    /// <param name="destination">[3, CropSize, CropSize].</param>
    internal void CentreView(ImagePixels image, Span<byte> destination)
    {
        var resized = ResizeGeometry.SizeOf(this, image.Width, image.Height);
        var (x, width, left) = ResizeGeometry.CentreCrop(resized.Width, CropSize);
        var (y, height, top) = ResizeGeometry.CentreCrop(resized.Height, CropSize);
        if (width < CropSize || height < CropSize)
        {
            for (var channel = 0; channel < 3; channel++)
            {
                destination.Slice(channel * CropSize * CropSize, CropSize * CropSize).Fill(FillColor[channel]);
            }
        }

        PillowResampler.Resize(
            image,
            new Rectangle(0, 0, image.Width, image.Height),
            Filter,
            new ResampleAxis(resized.Width, x, width),
            new ResampleAxis(resized.Height, y, height),
            mirror: false,
            new PlanarByteSink(destination, CropSize, CropSize, left, top));
    }
}
