namespace Tpt.Gpu.Measuring;

/// <summary>The same image again and again, in one way with so many classes.</summary>
internal interface IImages : IDisposable
{
    /// <summary>The whole image, to numbers in .NET: the device has done all of it when this returns.</summary>
    void Score();
}
