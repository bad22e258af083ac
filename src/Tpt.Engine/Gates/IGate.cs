using Tpt.Engine.Evidence;

namespace Tpt.Engine.Gates;

/// <summary>What decides whether an image is adapted to.</summary>
internal interface IGate
{
    /// <summary>Whether the method is to be run. It rests on this image alone.</summary>
    bool Opens(ViewEvidence evidence);
}
