using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Tpt.Engine;

namespace Microsoft.ML;

/// <summary>
/// Reads the image of a row. What must happen before the row moves on (the pixels of an <see cref="MLImage"/> are its owner's)
/// happens in <see cref="Read()"/>; what may happen later, on any thread, is in the function that it returns.
/// </summary>
internal abstract class ImageReader(string columnName)
{
    public static ImageReader Create(DataViewRow row, DataViewSchema.Column column, TptOptions options) => column.Type is ImageDataViewType
        ? new BitmapReader(column.Name, row.GetGetter<MLImage>(column), options.Alpha)
        : new EncodedReader(column.Name, row.GetGetter<VBuffer<byte>>(column), new ImageDecoderOptions(options.MaxImagePixels, options.Alpha, options.ApplyExifOrientation));

    /// <summary>
    /// Takes the current row's image. <see langword="null"/>: the row has none. The function gives its pixels, or
    /// <see langword="null"/> where the bytes are not those of an image.
    /// </summary>
    /// <param name="position">The row's position, for the message where the stage before cannot read it.</param>
    public Func<ImagePixels?>? Read(long position)
    {
        try
        {
            return Read();
        }
        catch (Exception exception) when (exception is ArgumentException or IOException or UnauthorizedAccessException)
        {
            // LoadImages throws an ArgumentException for a damaged file, which does not say which file it is.
            throw new InvalidOperationException(
                $"The image of row {position} in column '{columnName}' could not be read: {exception.Message} " +
                "(With LoadRawImageBytes in place of LoadImages, a damaged file gives a missing label in its row, and no error.)", exception);
        }
    }

    protected abstract Func<ImagePixels?>? Read();

    /// <summary>The image column of a schema, checked.</summary>
    public static DataViewSchema.Column FindColumn(DataViewSchema schema, TptOptions options)
    {
        var column = schema.GetColumnOrNull(options.ImageColumnName)
            ?? throw new ArgumentException($"There is no image column '{options.ImageColumnName}'; the columns are {string.Join(", ", schema.Select(c => $"'{c.Name}'"))}.");
        var isBitmap = column.Type is ImageDataViewType;
        CheckType(column.Name, isBitmap, column.Type is VectorDataViewType { ItemType: NumberDataViewType { RawType: var item } } && item == typeof(byte), column.Type, options);
        return column;
    }

    /// <summary>The same check on the shape of a schema, when only that is known.</summary>
    public static void CheckShape(SchemaShape shape, TptOptions options)
    {
        var columns = shape.Where(c => c.Name == options.ImageColumnName).ToArray();
        if (columns.Length == 0)
            throw new ArgumentException($"There is no image column '{options.ImageColumnName}'; the columns are {string.Join(", ", shape.Select(c => $"'{c.Name}'"))}.");
        var column = columns[^1];
        var isVector = column.Kind != SchemaShape.Column.VectorKind.Scalar;
        CheckType(column.Name, column.ItemType is ImageDataViewType, isVector && column.ItemType.RawType == typeof(byte) && !column.IsKey, column.ItemType, options);
    }

    private static void CheckType(string name, bool isBitmap, bool isBytes, DataViewType type, TptOptions options)
    {
        if (!isBitmap && !isBytes)
            throw new ArgumentException($"Column '{name}' must hold images (LoadImages gives them) or the bytes of image files (LoadRawImageBytes), but it is of type {type}.");
        if (isBitmap && options.ApplyExifOrientation)
            throw new ArgumentException($"{nameof(TptOptions.ApplyExifOrientation)} needs the bytes of the image files (LoadRawImageBytes), but column '{name}' holds images, in which the orientation is lost.");
    }
}
