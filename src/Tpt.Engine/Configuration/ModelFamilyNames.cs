namespace Tpt.Engine.Configuration;

/// <summary>What people call the families.</summary>
internal static class ModelFamilyNames
{
    public static string Name(this ModelFamily family) => family switch
    {
        ModelFamily.MetaClip2 => "MetaCLIP 2",
        ModelFamily.Siglip => "SigLIP",
        _ => "CLIP",
    };
}
