using Microsoft.ML.Data;
using Microsoft.ML.Tpt.Images.Decoding;
using Microsoft.ML.Transforms.Image;
using Tpt.Engine.Validation;

namespace Microsoft.ML.Tpt.Images;

/// <summary>
/// Reads the image of a row. What must happen before the row moves on (the pixels of an <see cref="MLImage"/> are its owner's)
/// happens in <see cref="Read"/>; what may happen later, on any thread, is in the <see cref="RowImage"/> that it returns.
/// </summary>
internal abstract class ImageReader
{
    private const string ImageStages = "Microsoft.ML.ImageAnalytics";

    public static ImageReader Create(DataViewRow row, DataViewSchema.Column column, TptOptions options) => column.Type is ImageDataViewType
        ? new BitmapReader(row.GetGetter<MLImage>(column), options.Images.Alpha, options.Images.MaxPixels)
        : new EncodedReader(row.GetGetter<VBuffer<byte>>(column), options.Decoder ?? SkiaImageDecoder.Instance, options.Images.ForDecoder());

    /// <summary>Takes the current row's image. What the stage before throws for a file that it cannot read or decode is a reason like any other.</summary>
    public RowImage ReadRow()
    {
        try
        {
            return Read();
        }
        // LoadImages throws the first for a damaged file, the second and third for sides whose product overflows or fits no array, the
        // next two, as LoadRawImageBytes does, for a file that is not there or not to be read, and ML.NET's image stages the last one
        // for a picture that they cannot copy or resize.
        catch (Exception exception) when (exception is ArgumentException or OverflowException or OutOfMemoryException or IOException or UnauthorizedAccessException
            or InvalidOperationException { Source: ImageStages } and not ObjectDisposedException)
        {
            return new UnusableImage($"the stage before could not read it ({exception.GetType().Name}: {exception.Message})");
        }
    }

    protected abstract RowImage Read();

    /// <summary>The image column of a schema, checked.</summary>
    public static DataViewSchema.Column FindColumn(DataViewSchema schema, TptOptions options)
    {
        var column = schema.GetColumnOrNull(options.InputColumnName)
            ?? throw new ArgumentException(NoColumn(options, schema.Select(c => c.Name)));
        var isBitmap = column.Type is ImageDataViewType;
        CheckType(column.Name, isBitmap, column.Type is VectorDataViewType { ItemType: NumberDataViewType { RawType: var item } } && item == typeof(byte), column.Type, options);
        return column;
    }

    /// <summary>The same check on the shape of a schema, when only that is known.</summary>
    public static void CheckShape(SchemaShape shape, TptOptions options)
    {
        var columns = shape.Where(c => c.Name == options.InputColumnName).ToArray();
        if (columns.Length == 0)
        {
            throw new ArgumentException(NoColumn(options, shape.Select(c => c.Name)));
        }

        var column = columns[^1];
        var isVector = column.Kind != SchemaShape.Column.VectorKind.Scalar;
        CheckType(column.Name, column.ItemType is ImageDataViewType, isVector && column.ItemType.RawType == typeof(byte) && !column.IsKey, column.ItemType, options);
    }

    private static string NoColumn(TptOptions options, IEnumerable<string> columns) =>
        $"There is no image column '{Excerpt.Of(options.InputColumnName)}'; the columns are {Excerpt.Of([.. columns.Select(name => $"'{name}'")])}.";

    private static void CheckType(string name, bool isBitmap, bool isBytes, DataViewType type, TptOptions options)
    {
        if (!isBitmap && !isBytes)
        {
            throw new ArgumentException($"Column '{name}' must hold images (LoadImages gives them) or the bytes of image files (LoadRawImageBytes), but it is of type {type}.");
        }

        if (isBitmap && options.Images.ApplyExifOrientation)
        {
            throw new ArgumentException($"{nameof(TptOptions.Images)}.{nameof(TptImageOptions.ApplyExifOrientation)} needs the bytes of the image files (LoadRawImageBytes), but column '{name}' holds images, in which the orientation is lost.");
        }
    }
}
