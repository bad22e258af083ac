using System.ComponentModel;
using System.Globalization;

namespace Tpt.Engine.Imaging;

/// <summary>A decoder by its name, as configuration files have it.</summary>
internal sealed class ImageDecoderNameConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string) || base.CanConvertFrom(context, sourceType);

    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value)
        => value is string name ? ImageDecoders.Of(name) : base.ConvertFrom(context, culture, value);
}
