namespace Tpt.Pretraining.Pictures.Concepts;

/// <summary>
/// Names under which icon sets draw a held-out or a validation concept, though the names share no word: a padlock for <c>locked</c>, a
/// dartboard for <c>bullseye</c>. Found by eye; after new splits, look again. Their icons are left out.
/// </summary>
internal static class IconLookalikes
{
    private const string Names = """
        beaker, brush, bull, cab, caldera, camp, cattle, cd, chess, circus, combination lock, compact disc, dartboard, dessert, disc, electric cord,
        erlenmeyer flask, galea, gas pump, gas station, hairdresser, hard hat, hatchet, hatchets, letter box, lightning, lightning bolt, lorgnette,
        lorry, mallet, motorbike, optician, padlock, pickelhaube, pigeon, prawn, puzzle, rollerblade, science lab, shears, sheep, signboard,
        sledgehammer, spaceship, stereo, stocking, stockings, tag, tags, target, thunderbolt, tie, tipi, toilet roll, tomahawk, trolley, vial, vials,
        waterfowl
        """;

    public static IReadOnlySet<string> All { get; } = new HashSet<string>(
        Names.Split([',', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
}
