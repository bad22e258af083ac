namespace Tpt.Service.Tests.Support;

/// <summary>A file of 3 MB of zeros whose length nobody knows before.</summary>
internal sealed class NeverEnding : MemoryStream
{
    public NeverEnding()
        : base(new byte[3_000_000])
    {
    }

    public override bool CanSeek => false;
}
