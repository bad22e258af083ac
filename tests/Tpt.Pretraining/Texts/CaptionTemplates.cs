using System.Globalization;
using System.Text;

namespace Tpt.Pretraining.Texts;

/// <summary>The sentences that names are put into.</summary>
internal static class CaptionTemplates
{
    /// <summary>The prompt that the model is made for and evaluated with.</summary>
    public const string Evaluation = "a picture of a {0}.";

    /// <summary>Others, so that the text tower does not hang on one sentence; repeated ones are drawn more often.</summary>
    public static IReadOnlyList<string> Others { get; } =
    [
        "a photo of a {0}.", "a photo of a {0}.", "an icon of a {0}.", "an icon of a {0}.", "a drawing of a {0}.", "a drawing of a {0}.",
        "an emoji of a {0}.", "a cartoon of a {0}.", "a sketch of a {0}.", "a picture of the {0}.", "a {0} icon.", "the {0}.", "{0}",
    ];

    private static readonly CompositeFormat[] _others = [.. Others.Select(CompositeFormat.Parse)];

    private static readonly CompositeFormat _evaluation = CompositeFormat.Parse(Evaluation);

    /// <summary>A name in the evaluation's sentence.</summary>
    public static string Fill(string name) => string.Format(CultureInfo.InvariantCulture, _evaluation, name);

    /// <summary>A name in one of the other sentences.</summary>
    public static string FillOther(string name, Random random) => string.Format(CultureInfo.InvariantCulture, _others[random.Next(_others.Length)], name);
}
