using Tpt.Engine.Configuration;
using Tpt.Engine.Tokenization;
using Tpt.Pretraining.Pictures;
using Tpt.Pretraining.Texts;
using Tpt.Pretraining.Training;

namespace Tpt.Pretraining.Tests.Training;

/// <summary>Eight coloured discs in four styles, and towers of a few hundred weights.</summary>
internal static class TinyTraining
{
    private static readonly string[] _names = ["apple", "bear", "cat", "dog", "egg", "fox", "goat", "hat"];

    public static readonly WordNetEntry[] Entries =
    [
        new(["apple"], "a round fruit", ["fruit"], "food", 3),
        new(["bear"], "a big furry animal", ["animal"], "animal", 2),
        new(["goat"], "an animal with horns", ["animal"], "animal", 1),
    ];

    public static BpeVocabulary Vocabulary { get; } = BpeLearner.Learn(WordCounts.Of(CreateLibrary().Concepts, Entries), vocabularySize: 560);

    public static TrainingSettings Settings { get; } = new() { Steps = 6, BatchSize = 5, TextPairs = 2, WarmUpSteps = 2, KeptPatches = 2, AllPatchesFrom = 0.5 };

    public static ClipConfig Config { get; } = new()
    {
        Text = new ClipTextConfig { VocabSize = Vocabulary.Tokens.Count, HiddenSize = 16, IntermediateSize = 32, NumHiddenLayers = 2, NumAttentionHeads = 2, MaxPositionEmbeddings = 32 },
        Vision = new ClipVisionConfig { HiddenSize = 16, IntermediateSize = 32, NumHiddenLayers = 2, NumAttentionHeads = 2, ImageSize = 16, PatchSize = 8 },
        ProjectionDim = 8,
    };

    /// <summary>The last concept is held out, the last but one is for validation; so are two of four styles. The first five are animals.</summary>
    public static PictureLibrary CreateLibrary()
    {
        Split[] styles = [Split.Training, Split.Training, Split.Validation, Split.HeldOut];
        Picture[] pictures = [.. from concept in Enumerable.Range(0, _names.Length) from style in Enumerable.Range(0, styles.Length) select new Picture(concept, style, "")];
        var pixels = new byte[pictures.Length * PictureLibrary.BytesPerPicture];
        for (var i = 0; i < pixels.Length; i += 4)
        {
            var (picture, pixel) = Math.DivRem(i / 4, PictureLibrary.Size * PictureLibrary.Size);
            var (y, x) = Math.DivRem(pixel, PictureLibrary.Size);
            if ((x - 36) * (x - 36) + (y - 36) * (y - 36) < 900)
            {
                pixels[i] = (byte)(pictures[picture].Concept * 30);
                pixels[i + 1] = (byte)(pictures[picture].Style * 60);
                pixels[i + 2] = (byte)(x * 3);
                pixels[i + 3] = 255;
            }
        }
        return new PictureLibrary
        {
            Concepts = [.. _names.Select((name, i) => new Concept(name, i < 5 ? "animals-nature" : "icons", "", i switch { 7 => Split.HeldOut, 6 => Split.Validation, _ => Split.Training })
            {
                Keywords = [], Synonyms = [], Gloss = "", Hypernyms = [], MayBeMirrored = true,
            })],
            Styles = [.. styles.Select((split, i) => new DrawingStyle($"style{i}", "package", "1.0.0", "MIT", split, 1 + i))],
            Pictures = pictures,
            Pixels = pixels,
        };
    }

    public static BatchSampler CreateSampler(PictureLibrary library, TrainingSettings? settings = null)
        => new(library, new CaptionSampler(library.Concepts, Entries), settings ?? Settings);

    public static Trainer CreateTrainer()
    {
        var library = CreateLibrary();
        return new Trainer(library, CreateSampler(library), new ClipTokenizer(Vocabulary), Config, Settings);
    }
}
