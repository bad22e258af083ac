using Tpt.Engine.Evidence;

namespace Tpt.Engine.Gates;

/// <summary>What decides whether an image is adapted to.</summary>
internal interface IGate
{
    /// <summary>Whether the centre view is all that it looks at. The other views of an image that it leaves are then not looked at by anybody.</summary>
    bool AsksCentreViewAlone { get; }

    /// <summary>Whether the method is to be run. It rests on this image alone.</summary>
    bool Opens(ViewEvidence evidence);
}
