using Spectre.Console;
using static System.FormattableString;

namespace ModelBuilderStyle;

/// <summary>A column of a table of images: a name, a probability or both, with a mark where it is known whether it is right.</summary>
/// <param name="Header">The column's header.</param>
/// <param name="Name">The name, which is cut where the column is too narrow.</param>
/// <param name="Probability">The probability behind it; <see langword="null"/>: none.</param>
/// <param name="IsRight">Whether it is right; <see langword="null"/>: no mark.</param>
internal sealed record AnswerColumn(string Header, Func<ScoredImage, string> Name, Func<ScoredImage, float>? Probability = null, Func<ScoredImage, bool?>? IsRight = null)
{
    private const int MarkWidth = 2;
    private const int ProbabilityWidth = 5;

    public static AnswerColumn ZeroShot => new("Zero-shot", image => image.ZeroShotClass, image => image.ZeroShotProbability, image => image.ZeroShotIsRight);

    public static AnswerColumn Adapted => new("Adapted", image => image.AdaptedClass, image => image.AdaptedProbability, image => image.AdaptedIsRight);

    /// <summary>The answer where both are the same, with the two probabilities in columns of their own.</summary>
    public static AnswerColumn[] Same =>
    [
        new("Answer", image => image.AdaptedClass, null, image => image.AdaptedIsRight),
        new("Zero-shot", _ => "", image => image.ZeroShotProbability),
        new("Adapted", _ => "", image => image.AdaptedProbability),
    ];

    public static AnswerColumn Change => new("", image => image.Change);

    private int WidthBesideName => (IsRight is null ? 0 : MarkWidth) + (Probability is null ? 0 : ProbabilityWidth);

    /// <summary>The width that nothing is cut at.</summary>
    public int NaturalWidth(IReadOnlyList<ScoredImage> images) => Math.Max(Header.Length, WidthBesideName + images.Max(image => CellText.Width(Name(image))));

    public Text Cell(ScoredImage image, int width)
    {
        var name = CellText.CutEnd(CellText.Visible(Name(image)), width - WidthBesideName);
        var text = Probability is null ? name : Invariant($"{name} {Probability(image):F2}").TrimStart();
        return IsRight?.Invoke(image) switch
        {
            true => new Text($"+ {text}", new Style(Color.Green)),
            false => new Text($"- {text}", new Style(Color.Red)),
            null => new Text(IsRight is null ? text : $"  {text}"),
        };
    }
}
