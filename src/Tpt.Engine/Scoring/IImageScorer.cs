using Tpt.Engine.Evidence;
using Tpt.Engine.Methods;
using Tpt.Engine.Views;

namespace Tpt.Engine.Scoring;

/// <summary>Pixels to scores.</summary>
internal interface IImageScorer
{
    /// <summary>What the method computed once for the class set; null for nothing.</summary>
    MethodState? State { get; }

    /// <summary>The scores of each image by itself. The views are not disposed of.</summary>
    IReadOnlyList<ImageScores> Score(IReadOnlyList<ViewBatch> rows);

    /// <summary>What the gate says of the centre view; null where there is none that looks at it alone.</summary>
    /// <param name="centre">The centre view by itself.</param>
    bool? AskGate(ViewEvidence centre);

    /// <summary>What the method looks at; the tensors belong to the caller's dispose scope.</summary>
    ViewEvidence Look(ViewBatch views);

    /// <summary>The same without approximations; the tensors belong to the caller's dispose scope.</summary>
    /// <param name="views">The views.</param>
    /// <param name="evidence">What <see cref="Look"/> gave of them, which is given back where it is exact already.</param>
    ViewEvidence LookExactly(ViewBatch views, ViewEvidence evidence);

    /// <summary>The scores of each image by itself.</summary>
    /// <param name="rows">What <see cref="Look"/> gave of each image, of this scorer or of another over the same classes.</param>
    /// <param name="lookExactly">What <see cref="LookExactly"/> gives of the image at an index. Asked for close calls alone.</param>
    IReadOnlyList<ImageScores> Score(IReadOnlyList<ViewEvidence> rows, Func<int, ViewEvidence> lookExactly);
}
