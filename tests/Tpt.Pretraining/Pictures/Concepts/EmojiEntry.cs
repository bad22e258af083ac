namespace Tpt.Pretraining.Pictures.Concepts;

/// <summary>An emoji as Unicode's and emojilib's lists have it.</summary>
/// <param name="Name">Lower case, with plain apostrophes: <c>hot dog</c>.</param>
/// <param name="Code">As <see cref="Sets.CodePoints.Normalise"/> writes it.</param>
/// <param name="Group"><c>food-drink</c>.</param>
/// <param name="Subgroup"><c>food-prepared</c>.</param>
/// <param name="Keywords">Lower case.</param>
/// <param name="OtherNames">Unicode's formal name and short codes, words parted by spaces.</param>
internal sealed record EmojiEntry(string Name, string Code, string Group, string Subgroup, IReadOnlyList<string> Keywords, IReadOnlyList<string> OtherNames);
