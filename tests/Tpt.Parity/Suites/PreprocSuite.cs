using System.Drawing;
using System.Text.Json;
using Tpt.Engine;
using Tpt.Engine.Evidence;
using Tpt.Engine.Imaging;
using Tpt.Engine.Views;
using Tpt.Parity.Cases;
using static TorchSharp.torch;

namespace Tpt.Parity.Suites;

/// <summary><c>preproc/index.json</c>: the centre view, given crops, AugMix, and what is drawn.</summary>
internal sealed class PreprocSuite(string folder, JsonElement index, GoldenTensors samples, ParityReport report)
{
    private const int Size = 224;
    private static readonly ImagePreprocessing _clip = new();

    /// <summary>No normalisation: the floats are the pixels' bytes.</summary>
    private static readonly ImagePreprocessing _bytes = new() { Mean = [0, 0, 0], Std = [1, 1, 1], RescaleFactor = 1 };

    public static void Run(string goldens, ParityReport report)
    {
        var folder = Path.Combine(goldens, "preproc");
        if (!File.Exists(Path.Combine(folder, "index.json")))
        {
            return;
        }
        using var samples = new GoldenTensors(Path.Combine(folder, "samples.safetensors"), CPU);
        var suite = new PreprocSuite(folder, PythonJson.Read(Path.Combine(folder, "index.json")), samples, report);
        suite.Each("inputs", suite.RunBase);
        suite.Each("crops", suite.RunCrop);
        suite.Each("augmix_ops", suite.RunOperation);
        suite.Each("augmix_full", suite.RunAugMix);
        suite.Each("rrc_sampling", (name, element) => SamplingSuite.Run(name, element, report));
        suite.Each("count_selected", suite.RunCount);
    }

    /// <summary>The entries of a part of the index.</summary>
    private void Each(string part, Action<string, JsonElement> run)
    {
        if (!index.Has(part))
        {
            return;
        }
        var entries = index.GetProperty(part);
        var named = entries.ValueKind == JsonValueKind.Object
            ? entries.EnumerateObject().Select(entry => (entry.Name, entry.Value))
            : entries.EnumerateArray().Select((entry, number) => (Name: number.ToString(System.Globalization.CultureInfo.InvariantCulture), Value: entry));
        foreach (var (name, entry) in named)
        {
            var caseName = $"preproc/{part}/{name}";
            report.Guard(caseName, () => run(caseName, entry));
        }
    }

    private void RunBase(string name, JsonElement entry)
    {
        // 16 bits a pixel: Pillow's conversion clips nearly all of them to white. The goldens call it a quirk, and optional.
        if (entry.Has("mode") && entry.Text("mode").StartsWith('I'))
        {
            report.Skip(name, "pixels", "16-bit gray is scaled to 8 bits here, and clipped by the reference");
            return;
        }
        var input = Path.GetFileName(name);
        var image = ImageFile.LoadInput(Path.Combine(folder, "inputs", input));
        if (entry.Has("output"))
        {
            var expected = ImageFile.Load(Path.Combine(folder, entry.Text("output")));
            report.Compare(name, "pixels", Widen(CentreView(image, _bytes)), Widen(ImageFile.Planes(expected)), Tolerances.Exact);
        }
        var sample = $"norm.{Path.GetFileNameWithoutExtension(input)}";
        if (samples.Has(sample))
        {
            report.Compare(name, "norm", Grid(CentreView(image, _clip), 8, 16), samples.Read(sample), Tolerances.Exact);
        }
    }

    private void RunCrop(string name, JsonElement entry)
    {
        var planes = CropOf(entry.Text("input"), entry, entry.GetProperty("hflip").GetBoolean());
        var expected = ImageFile.Load(Path.Combine(folder, entry.Text("output")));
        report.Compare($"{name}.{entry.Text("name")}", "pixels", Widen(planes), Widen(ImageFile.Planes(expected)), Tolerances.Exact);
    }

    private void RunOperation(string name, JsonElement entry)
    {
        var planes = ImageFile.Planes(ImageFile.Load(Path.Combine(folder, "augmix", "source.png")));
        var side = (int)Math.Sqrt(planes.Length / 3);
        Step(entry).Apply(planes, new byte[planes.Length], side);
        var expected = ImageFile.Load(Path.Combine(folder, entry.Text("output")));
        report.Compare($"{name}.{entry.Text("op")}", "pixels", Widen(planes), Widen(ImageFile.Planes(expected)), Tolerances.Exact);
    }

    private void RunAugMix(string name, JsonElement entry)
    {
        var view = CropOf(entry.Text("input"), entry.GetProperty("crop"), entry.GetProperty("hflip").GetBoolean());
        var draw = new AugMixDraw(
            [.. entry.GetProperty("chains").EnumerateArray().Select(chain => (IReadOnlyList<AugMixStep>)[.. chain.EnumerateArray().Select(Step)])],
            [.. entry.GetProperty("w").EnumerateArray().Select(weight => weight.GetSingle())],
            entry.GetProperty("m").GetSingle());
        var mixed = new float[view.Length];
        AugMixer.Mix(view, Size, draw, new NormalizationTable(_clip), mixed);
        report.Compare(name, "mix", Grid(mixed, 2, 4), samples.Read($"augmix_full.{Path.GetFileName(name)}"), Tolerances.AugMix);
    }

    private void RunCount(string name, JsonElement entry)
        => report.Compare(name, "n_selected", [ConfidenceSelection.Count(entry[0].GetInt32(), entry[1].GetDouble())], [entry[2].GetInt32()]);

    private byte[] CropOf(string input, JsonElement crop, bool mirror)
    {
        var planes = new byte[3 * Size * Size];
        var area = new Rectangle(crop.Int32("left"), crop.Int32("top"), crop.Int32("width"), crop.Int32("height"));
        var image = ImageFile.LoadInput(Path.Combine(folder, "inputs", input));
        PillowResampler.ResizeToSquare(image, area, ResampleFilter.Bilinear, Size, mirror, new PlanarByteSink(planes, Size, Size));
        return planes;
    }

    private static AugMixStep Step(JsonElement entry) => new(
        Enum.Parse<AugMixOperation>(entry.Text("op").Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
        entry.Has("sampled_level") ? entry.Number("sampled_level") : 0,
        entry.Has("sign") ? entry.Int32("sign") : 1);

    private static float[] CentreView(ImagePixels image, ImagePreprocessing preprocessing)
    {
        var planes = new float[3 * Size * Size];
        preprocessing.CentreView(image, planes);
        return planes;
    }

    /// <summary><c>x[:, first::step, first::step]</c>.</summary>
    private static Tensor Grid(float[] planes, long first, long step)
    {
        var positions = arange(first, Size, step, device: CPU);
        return tensor(planes, [3, Size, Size], device: CPU).index_select(1, positions).index_select(2, positions);
    }

    private static double[] Widen(byte[] planes) => Array.ConvertAll(planes, value => (double)value);

    private static double[] Widen(float[] planes) => Array.ConvertAll(planes, value => (double)value);
}
