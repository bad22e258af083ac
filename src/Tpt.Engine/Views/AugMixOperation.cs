namespace Tpt.Engine.Views;

/// <summary>The operations of AugMix that do not overlap with ImageNet-C's corruptions.</summary>
internal enum AugMixOperation
{
    Autocontrast,
    Equalize,
    Posterize,
    Rotate,
    Solarize,
    ShearX,
    ShearY,
    TranslateX,
    TranslateY,
}
