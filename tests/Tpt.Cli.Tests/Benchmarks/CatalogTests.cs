using Tpt.Cli.Benchmarks;
using Tpt.Engine.Views;

namespace Tpt.Cli.Tests.Benchmarks;

public sealed class CatalogTests
{
    [Theory]
    [InlineData("I", "imagenet")]
    [InlineData("A", "imagenet-a")]
    [InlineData("R", "imagenet-r")]
    [InlineData("V", "imagenet-v2")]
    [InlineData("K", "imagenet-sketch")]
    [InlineData("ImageNetV2", "imagenet-v2")]
    [InlineData("Flower102", "flowers102")]
    [InlineData("OxfordFlowers", "flowers102")]
    [InlineData("DescribableTextures", "dtd")]
    [InlineData("food-101", "food101")]
    [InlineData("Cars", "stanford-cars")]
    [InlineData("StanfordCars", "stanford-cars")]
    [InlineData("SUN397", "sun397")]
    [InlineData("Aircraft", "fgvc-aircraft")]
    [InlineData("FGVCAircraft", "fgvc-aircraft")]
    [InlineData("pets", "oxford-pets")]
    [InlineData("Caltech101", "caltech101")]
    [InlineData("caltech-101", "caltech101")]
    [InlineData("UCF101", "ucf101")]
    [InlineData("eurosat", "eurosat")]
    public void Find_NamesOfTheThreeRepositories_AreUnderstood(string name, string id) => Benchmark.Find(name).Id.Should().Be(id);

    [Fact]
    public void Find_EachIdAndDisplayName_IsItself() =>
        Benchmark.All.Should().OnlyContain(one => Benchmark.Find(one.Id) == one && Benchmark.Find(one.DisplayName) == one).And.HaveCount(15);

    [Fact]
    public void Find_UnknownName_ListsTheSets()
    {
        var find = () => Benchmark.Find("cifar10");

        find.Should().Throw<ArgumentException>().WithMessage("*'cifar10'*imagenet-sketch*eurosat*");
    }

    [Fact]
    public void HasFolder_LetterOfTheReference_IsNoFolder() => Benchmark.Find("A").HasFolder("a").Should().BeFalse();

    [Fact]
    public void Spellings_NoFolder_BelongsToTwoSets()
    {
        var folders = Benchmark.All.SelectMany(one => one.Places.Select(place => place.Folder)).Distinct();

        folders.Should().OnlyContain(folder => Benchmark.All.Count(one => one.HasFolder(folder)) == 1);
    }

    [Fact]
    public void Augmentation_FineGrainedSets_HaveAugMixAndTheOthersCrops()
    {
        Benchmark.All.Where(one => one.Augmentation == ViewAugmentation.AugMix).Should().HaveCount(10).And.OnlyContain(one => one.IsFineGrained);
        Benchmark.All.Where(one => one.Augmentation == ViewAugmentation.Crops).Should().OnlyContain(one => one.Id.StartsWith("imagenet"));
    }

    [Fact]
    public void Template_EachSet_HasOnePlaceForTheClass() =>
        Benchmark.All.Should().OnlyContain(one => one.Template.Split("{0}").Length == 2);

    [Fact]
    public void Figures_MeansOfTheTables_AreThosePrinted()
    {
        // The averages that the same tables print, as a check on each row's figures. TPT's README for RN50, ZERO's Tables 1 and 2 for ViT-B/16.
        (string Backbone, string Method, bool FineGrained, double Mean)[] printed =
        [
            (Backbone.VitB16, "zero-shot", false, 59.11), (Backbone.VitB16, "zero-shot, 80 templates", false, 61.20), (Backbone.VitB16, "PromptTuning", false, 62.44),
            (Backbone.Rn50, "zero-shot", false, 44.18), (Backbone.Rn50, "zero-shot, 80 templates", false, 46.43), (Backbone.Rn50, "PromptTuning", false, 47.26),
            (Backbone.VitB16, "zero-shot", true, 63.58), (Backbone.VitB16, "zero-shot, 7 templates", true, 65.20), (Backbone.VitB16, "PromptTuning", true, 65.10),
        ];
        foreach (var (backbone, method, fineGrained, mean) in printed)
        {
            var figures = PublishedFigures.All.Where(one => one.Backbone == backbone && one.Method == method && Benchmark.Find(one.Benchmark).IsFineGrained == fineGrained);

            (figures.Average(one => one.Top1) * 100).Should().BeApproximately(mean, 0.0051, $"{method} of {backbone}");
        }
    }

    [Fact]
    public void Figures_EachOne_HasASetABackboneAndASource() =>
        PublishedFigures.All.Should().HaveCount(60).And.OnlyContain(one => Benchmark.Find(one.Benchmark).Id == one.Benchmark && one.Top1 > 0 && one.Top1 < 1 && one.Source.Contains("arXiv"));

    [Fact]
    public void Of_SetAndBackbone_GivesItsMethods()
    {
        var figures = PublishedFigures.Of(Benchmark.Find("A"), Backbone.OfModel("openai/clip-vit-base-patch16@main"));

        figures.Select(one => (one.Method, one.Top1)).Should().Equal(("zero-shot", 0.4787), ("zero-shot, 80 templates", 0.4989), ("PromptTuning", 0.5477));
    }

    [Fact]
    public void Of_ModelThatNoPaperHas_IsEmpty() =>
        PublishedFigures.Of(Benchmark.Find("A"), Backbone.OfModel("laion/CLIP-ViT-B-16-laion2B-s34B-b88K")).Should().BeEmpty();
}
