namespace Tpt.Engine.Views;

/// <summary>Everything that is drawn for one view other than the centre view.</summary>
/// <param name="Crop">The part of the image.</param>
/// <param name="AugMix">What AugMix makes of it; null where it is left as it is.</param>
internal readonly record struct ViewDraw(RandomResizedCrop Crop, AugMixDraw? AugMix);
