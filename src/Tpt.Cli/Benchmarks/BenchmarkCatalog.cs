using static Tpt.Cli.Benchmarks.BenchmarkKind;
using static Tpt.Cli.Benchmarks.BenchmarkLayouts;

namespace Tpt.Cli.Benchmarks;

/// <summary>
/// The 15 sets. Folders: azshue/TPT <c>data/datautils.py</c> and <c>data/fewshot_datasets.py</c>, KaiyangZhou/CoOp <c>datasets/*.py</c>,
/// FarinaMatteo/zero <c>data/datautils.py</c>. Templates: CoOp <c>trainers/zsclip.py</c>. Sizes: the test parts of CoOp's splits, and what
/// the ImageNet variants' authors publish.
/// </summary>
internal static class BenchmarkCatalog
{
    /// <summary>In the order of the paper's two tables.</summary>
    public static IReadOnlyList<Benchmark> All { get; } =
    [
        new("imagenet", "ImageNet", ["I", "imagenet1k", "in1k", "ilsvrc2012"],
            [new(Reference, "ImageNet", "val"), new(CoOp, "imagenet", "images/val"), new(Zero, "imagenet", "val")])
        {
            Kind = ImageNet, ClassCount = 1000, TestPictures = 50_000,
        },
        new("imagenet-a", "ImageNet-A", ["A", "in-a"],
            [new(Reference | Zero, "imagenet-a", ""), new(CoOp, "imagenet-adversarial", "imagenet-a")])
        {
            Kind = ImageNet, ClassCount = 200, TestPictures = 7_500,
        },
        new("imagenet-v2", "ImageNet-V2", ["V", "V2", "in-v2"],
            [new(Reference | Zero, "imagenetv2-matched-frequency-format-val", ""), new(CoOp, "imagenetv2", "imagenetv2-matched-frequency-format-val")])
        {
            Kind = ImageNet, ClassCount = 1000, TestPictures = 10_000,
        },
        new("imagenet-r", "ImageNet-R", ["R", "in-r"],
            [new(Reference | Zero, "imagenet-r", ""), new(CoOp, "imagenet-rendition", "imagenet-r")])
        {
            Kind = ImageNet, ClassCount = 200, TestPictures = 30_000,
        },
        new("imagenet-sketch", "ImageNet-Sketch", ["K", "in-sketch", "sketch"],
            [new(Reference, "ImageNet-Sketch", ""), new(CoOp, "imagenet-sketch", "images"), new(Zero, "imagenet-sketch", "")])
        {
            Kind = ImageNet, ClassCount = 1000, TestPictures = 50_889,
        },
        new("flowers102", "Flowers102", ["flowers", "oxford-flowers-102", "oxford102flowers"],
            [new(Reference, "Flower102", "jpg"), new(CoOp, "oxford_flowers", "jpg"), new(Zero, "flower102", "jpg")])
        {
            Kind = Split, ClassCount = 102, TestPictures = 2_463, SplitFileName = "split_zhou_OxfordFlowers.json",
            Template = "a photo of a {0}, a type of flower.",
        },
        new("dtd", "DTD", ["describable-textures", "textures"],
            [new(Reference, "DTD", "images"), new(CoOp | Zero, "dtd", "images")])
        {
            Kind = Split, ClassCount = 47, TestPictures = 1_692, SplitFileName = "split_zhou_DescribableTextures.json",
            Template = "{0} texture.",
        },
        new("oxford-pets", "OxfordPets", ["pets", "oxford-iiit-pet", "oxford-iiit-pets"],
            [new(Reference, "OxfordPets", ""), new(CoOp | Zero, "oxford_pets", "images")])
        {
            Kind = Split, ClassCount = 37, TestPictures = 3_669, SplitFileName = "split_zhou_OxfordPets.json",
            Template = "a photo of a {0}, a type of pet.",
        },
        new("stanford-cars", "StanfordCars", ["cars", "cars196"],
            [new(Reference, "StanfordCars", ""), new(CoOp, "stanford_cars", ""), new(Zero, "stanford_cars", "images")])
        {
            Kind = Split, ClassCount = 196, TestPictures = 8_041, SplitFileName = "split_zhou_StanfordCars.json",
        },
        new("ucf101", "UCF101", ["ucf"],
            [new(Reference, "UCF101", ""), new(CoOp, "ucf101", "UCF-101-midframes"), new(Zero, "ucf101", "images")])
        {
            Kind = Split, ClassCount = 101, TestPictures = 3_783, SplitFileName = "split_zhou_UCF101.json",
            Template = "a photo of a person doing {0}.",
        },
        new("caltech101", "Caltech101", ["caltech"],
            [new(Reference, "Caltech101", ""), new(CoOp, "caltech-101", "101_ObjectCategories"), new(Zero, "caltech-101", "images")])
        {
            Kind = Split, ClassCount = 100, TestPictures = 2_465, SplitFileName = "split_zhou_Caltech101.json",
        },
        new("food101", "Food101", ["food"],
            [new(Reference, "Food101", "images"), new(CoOp, "food-101", "images"), new(Zero, "food101", "images")])
        {
            Kind = Split, ClassCount = 101, TestPictures = 30_300, SplitFileName = "split_zhou_Food101.json",
            Template = "a photo of {0}, a type of food.",
        },
        new("sun397", "SUN397", ["sun"],
            [new(Reference, "SUN397", ""), new(CoOp, "sun397", "SUN397"), new(Zero, "sun397", "images")])
        {
            Kind = Split, ClassCount = 397, TestPictures = 19_850, SplitFileName = "split_zhou_SUN397.json",
        },
        new("fgvc-aircraft", "FGVC-Aircraft", ["aircraft", "fgvc"],
            [new(Reference | CoOp | Zero, "fgvc_aircraft", "images")])
        {
            Kind = Variants, ClassCount = 100, TestPictures = 3_333,
            Template = "a photo of a {0}, a type of aircraft.",
        },
        new("eurosat", "EuroSAT", [],
            [new(Reference, "eurosat", ""), new(CoOp, "eurosat", "2750"), new(Zero, "eurosat", "images")])
        {
            Kind = Split, ClassCount = 10, TestPictures = 8_100, SplitFileName = "split_zhou_EuroSAT.json",
            Template = "a centered satellite photo of {0}.",
        },
    ];
}
