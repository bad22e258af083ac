using Tpt.Pretraining.Pictures.Concepts;
using Tpt.Pretraining.Pictures.Packages;
using Tpt.Pretraining.Pictures.Sets;
using Tpt.Pretraining.Pictures.Splits;
using Tpt.Pretraining.Texts;

namespace Tpt.Pretraining.Pictures.Building;

/// <summary>Makes the picture library from the packages.</summary>
internal static class PictureLibraryBuilder
{
    /// <summary>The library's file in the work folder.</summary>
    public const string FileName = "pictures.bin";

    /// <summary>WordNet's files in the work folder, for <see cref="WordNet.Load(string)"/>.</summary>
    public const string WordNetFolder = "wordnet";

    private const string PackagesFolder = "packages";

    /// <summary>So many that a process's start takes no share of the time, and few enough for the pixels of one batch (0.1 MB each).</summary>
    private const int PicturesPerProcess = 500;

    /// <summary>Downloads, matches, renders and saves <see cref="FileName"/>.</summary>
    /// <param name="workFolder">Where packages and results are kept; it may hold some already.</param>
    /// <param name="progress">Is told of each stage.</param>
    /// <exception cref="InvalidDataException">What would be trained on is not what the committed list says.</exception>
    public static PictureLibrary Build(string workFolder, Action<string> progress)
    {
        var plan = Plan(workFolder, SplitFiles.Committed, progress);
        CheckTrainingList(plan);
        var library = Render(plan, WordNet.Load(Path.Combine(workFolder, WordNetFolder)), progress);
        PictureLibraryFile.Save(library, Path.Combine(workFolder, FileName));
        return library;
    }

    /// <summary>Chooses the split anew and writes all files of the folder Splits. What was trained before is then no longer comparable.</summary>
    public static void WriteSplits(string workFolder, string splitsFolder, Action<string> progress)
    {
        using var client = new HttpClient();
        var (heldOut, validation) = SplitChooser.Choose(ReadEmoji(Store(workFolder, client), progress));
        string Of(Split split) => string.Concat(PictureSets.All.Where(s => s.Split == split).SelectMany(s => s.Variants).Select(v => v.Style + "\n"));
        File.WriteAllLines(Path.Combine(splitsFolder, SplitFiles.HeldOutConceptsName), heldOut);
        File.WriteAllLines(Path.Combine(splitsFolder, SplitFiles.ValidationConceptsName), validation);
        File.WriteAllText(Path.Combine(splitsFolder, SplitFiles.HeldOutStylesName), Of(Split.HeldOut));
        File.WriteAllText(Path.Combine(splitsFolder, SplitFiles.ValidationStylesName), Of(Split.Validation));
        var trainingPictures = Path.Combine(splitsFolder, SplitFiles.TrainingPicturesName);
        File.WriteAllText(trainingPictures, "");
        File.WriteAllLines(trainingPictures, Plan(workFolder, SplitFiles.Read(splitsFolder), progress).TrainingLines());
    }

    private static PicturePlan Plan(string workFolder, SplitFiles splits, Action<string> progress)
    {
        using var client = new HttpClient();
        var store = Store(workFolder, client);
        store.Open(TextPackages.WordNet, progress).Extract("dict", Path.Combine(workFolder, WordNetFolder));
        var wordNet = WordNet.Load(Path.Combine(workFolder, WordNetFolder));
        return PicturePlan.Make(ReadEmoji(store, progress), wordNet, splits, package => store.Open(package, progress));
    }

    private static PackageStore Store(string workFolder, HttpClient client) => new(Path.Combine(workFolder, PackagesFolder), client);

    private static IReadOnlyList<EmojiEntry> ReadEmoji(PackageStore store, Action<string> progress)
        => EmojiEntries.Read(store.Open(TextPackages.Emojibase, progress), store.Open(TextPackages.Emojilib, progress));

    private static void CheckTrainingList(PicturePlan plan)
    {
        var difference = plan.TrainingLines().Except(plan.Splits.TrainingPictures).Select(l => $"+ {l}")
            .Concat(plan.Splits.TrainingPictures.Except(plan.TrainingLines()).Select(l => $"- {l}")).ToArray();
        if (difference.Length > 0)
        {
            throw new InvalidDataException(
                $"{difference.Length} pictures differ from the committed list {SplitFiles.TrainingPicturesName}, the first: '{difference[0]}'. "
                + "If the change is meant, run 'prepare --write-splits tests/Tpt.Pretraining/Splits' and commit what it writes.");
        }
    }

    private static PictureLibrary Render(PicturePlan plan, WordNet wordNet, Action<string> progress)
    {
        progress($"rendering {plan.Pictures.Count} pictures");
        var rendered = plan.Pictures.Chunk(PicturesPerProcess).AsParallel().AsOrdered().SelectMany(Drawing.Pixels).ToArray();

        var concepts = ConceptTable.Of(plan, wordNet);
        var conceptPlaces = concepts.Select((c, i) => (c.Name, i)).ToDictionary(c => c.Name, c => c.i, StringComparer.Ordinal);
        DrawingStyle[] styles = [.. PictureSets.All.SelectMany(s => s.Variants.DistinctBy(v => v.Style).Select(v =>
            new DrawingStyle(v.Style, s.Package.Name, s.Package.Version, s.Licence, s.Split, v.Weight)))];
        var stylePlaces = styles.Select((s, i) => (s.Name, i)).ToDictionary(s => s.Name, s => s.i, StringComparer.Ordinal);

        int[] kept = [.. Enumerable.Range(0, rendered.Length).Where(i => rendered[i] is not null)];
        var pixels = new byte[kept.Length * PictureLibrary.BytesPerPicture];
        for (var k = 0; k < kept.Length; k++)
        {
            rendered[kept[k]]!.CopyTo(pixels, k * PictureLibrary.BytesPerPicture);
        }
        progress($"{rendered.Length - kept.Length} pictures are nearly empty and left out");
        return new PictureLibrary
        {
            Concepts = concepts,
            Styles = styles,
            Pictures = [.. kept.Select(i => plan.Pictures[i]).Select(p => new Picture(conceptPlaces[p.Concept], stylePlaces[p.Style], p.Source.Name))],
            Pixels = pixels,
        };
    }
}
