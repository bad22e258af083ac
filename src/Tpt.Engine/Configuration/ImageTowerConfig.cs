namespace Tpt.Engine.Configuration;

/// <summary>An image tower: <see cref="ClipVisionConfig"/>, <see cref="ModifiedResNetConfig"/>, <see cref="SiglipVisionConfig"/> or <see cref="ScriptedTowerConfig"/>.</summary>
internal abstract record ImageTowerConfig
{
    /// <summary>The width and height of the images that the tower reads, in pixels.</summary>
    public int ImageSize { get; init; } = 224;

    /// <summary>The numbers in the widest activation of one image.</summary>
    public abstract long WidestActivation { get; }
}
