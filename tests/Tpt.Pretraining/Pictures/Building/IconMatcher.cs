using Tpt.Pretraining.Pictures.Concepts;
using Tpt.Pretraining.Pictures.Sets;
using Tpt.Pretraining.Pictures.Splits;

namespace Tpt.Pretraining.Pictures.Building;

/// <summary>Finds the icons of a set that may be trained on, and what they draw.</summary>
internal sealed class IconMatcher(IconConcepts concepts, SplitFiles splits)
{
    /// <summary>Of more drawings of one thing in one style, the first ones are taken.</summary>
    private const int MostPerStyle = 2;

    /// <param name="set">Its set.</param>
    /// <param name="pictures">Its pictures, by name.</param>
    public IEnumerable<PlannedPicture> Match(PictureSet set, IReadOnlyList<SourcePicture> pictures)
    {
        var count = new Dictionary<(string Style, string Concept), int>();
        foreach (var picture in pictures.OrderBy(p => p.Name.Length).ThenBy(p => p.Name, StringComparer.Ordinal))
        {
            if (IconName.Parse(set, picture.Name) is not var (variant, name) || set.Misnamed.Contains(name) || Concept(name) is not { } concept)
            {
                continue;
            }
            var before = count.GetValueOrDefault((variant.Style, concept));
            count[(variant.Style, concept)] = before + 1;
            if (before < MostPerStyle)
            {
                yield return new PlannedPicture(variant.Style, concept, picture);
            }
        }
    }

    private string? Concept(string name)
    {
        var concept = splits.OfConcept(name) == Split.Training ? concepts.Find(name) : null;
        return concept is not null && splits.OfConcept(concept) == Split.Training ? concept : null;
    }
}
