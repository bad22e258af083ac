using Tpt.Cli.Benchmarks;

namespace Tpt.Cli.Tests.Benchmarks;

/// <summary>A few classes of each set in each layout, as the notes on the three repositories have them.</summary>
internal static class GeneratedSet
{
    /// <summary>Paths below the folder of pictures, with label and name as CoOp's split files have them.</summary>
    private static readonly Dictionary<string, object[][]> _splits = new(StringComparer.Ordinal)
    {
        ["flowers102"] = [["image_06765.jpg", 0, "pink primrose"], ["image_05145.jpg", 1, "hard-leaved pocket orchid"], ["image_06766.jpg", 0, "pink primrose"]],
        ["dtd"] = [["polka-dotted/polka-dotted_0001.jpg", 1, "polka-dotted"], ["banded/banded_0002.jpg", 0, "banded"]],
        ["oxford-pets"] = [["Abyssinian_201.jpg", 0, "abyssinian"], ["american_bulldog_203.jpg", 1, "american_bulldog"]],
        ["ucf101"] = [["Apply_Eye_Makeup/v_ApplyEyeMakeup_g01_c01.jpg", 0, "Apply_Eye_Makeup"], ["Yo_Yo/v_YoYo_g01_c01.jpg", 1, "Yo_Yo"]],
        ["caltech101"] = [["Faces/image_0001.jpg", 0, "face"], ["accordion/image_0002.jpg", 1, "accordion"], ["car_side/image_0001.jpg", 2, "car_side"]],
        ["food101"] = [["apple_pie/1005649.jpg", 0, "apple_pie"], ["waffles/1006.jpg", 1, "waffles"]],
        ["sun397"] = [["a/abbey/sun_aaa.jpg", 0, "abbey"], ["a/apartment_building/outdoor/sun_bbb.jpg", 1, "outdoor apartment_building"]],
        ["eurosat"] = [["AnnualCrop/AnnualCrop_1.jpg", 0, "Annual Crop Land"], ["SeaLake/SeaLake_2.jpg", 1, "Sea or Lake"]],
        ["stanford-cars"] = [["cars_test/00001.jpg", 1, "2012 Acura TL Sedan"], ["cars_test/00002.jpg", 0, "2000 AM General Hummer SUV"]],
    };

    private static readonly string[] _classNames = ["n01440764 tench", "n01443537 goldfish", "n01484850 great white shark"];

    public static readonly BenchmarkLayouts[] Layouts = [BenchmarkLayouts.Reference, BenchmarkLayouts.CoOp, BenchmarkLayouts.Zero];

    /// <summary>Writes a set below the root, with what its layout has beside the pictures.</summary>
    /// <returns>The set's folder below the root.</returns>
    public static string Write(SetTree tree, Benchmark benchmark, BenchmarkLayouts layout)
    {
        var place = benchmark.Places.First(one => one.Layouts.HasFlag(layout));
        var images = $"{place.Folder}/{place.Images}".TrimEnd('/');
        switch (benchmark)
        {
            case { Kind: BenchmarkKind.ImageNet }:
                // TPT and ZERO have the names in their code: there a user puts the list at the root.
                tree.Text(layout == BenchmarkLayouts.CoOp ? $"{place.Folder}/classnames.txt" : "classnames.txt", _classNames);
                tree.Pictures([.. ClassFolders(benchmark).Select((name, i) => $"{images}/{name}/picture_{i}.JPEG")]);
                break;
            case { Kind: BenchmarkKind.Variants }:
                tree.Text($"{place.Folder}/variants.txt", "707-320", "Challenger 600").Text($"{place.Folder}/images_variant_test.txt", "0481847 Challenger 600", "1514522 707-320");
                tree.Pictures($"{images}/0481847.jpg", $"{images}/1514522.jpg");
                break;
            case { Id: "stanford-cars" } when layout == BenchmarkLayouts.Zero:
                tree.Text($"{place.Folder}/annots/split_coop.csv", "filename,split", "test/00002.jpg,test", "train/00001.jpg,train");
                tree.Text($"{place.Folder}/annots/labels.csv", ",filename,class_idx", "0,train/00001.jpg,0", "1,test/00002.jpg,1");
                tree.Split($"{place.Folder}/{benchmark.SplitFileName}", _splits[benchmark.Id]).Pictures($"{images}/test/00002.jpg");
                break;
            default:
                tree.Split(layout == BenchmarkLayouts.Reference ? $"data/data_splits/{benchmark.SplitFileName}" : $"{place.Folder}/{benchmark.SplitFileName}", _splits[benchmark.Id]);
                tree.Pictures([.. _splits[benchmark.Id].Select(entry => $"{images}/{entry[0]}")]);
                break;
        }
        return place.Folder;
    }

    /// <summary>-A and -R have some of the classes, -V2 has indices.</summary>
    private static string[] ClassFolders(Benchmark benchmark) => benchmark.Id switch
    {
        "imagenet-v2" => ["0", "1", "2"],
        "imagenet-a" or "imagenet-r" => ["n01440764", "n01484850"],
        _ => ["n01440764", "n01443537", "n01484850"],
    };
}
