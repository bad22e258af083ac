using Tpt.Benchmarks.Published;
using Tpt.Benchmarks.Synthetic;
using Tpt.Engine.Approximations;
using Tpt.Engine.Configuration;
using Tpt.Engine.Devices;
using Tpt.Engine.Imaging;
using Tpt.Engine.Modules;
using Tpt.Engine.Tests;
using Tpt.Engine.Views;
using Tpt.Gpu.Launches;
using static TorchSharp.torch;

namespace Tpt.Gpu.Measuring;

/// <summary>The image tower and prompt tuning on one device, in every precision that it has, and the published algorithm on the same device in 32-bit floats.</summary>
internal sealed class GpuBenchmark
{
    public const string Published = "published";
    private const int Width = 500;
    private const int Height = 400;

    private readonly BenchmarkSettings _settings;
    private readonly ClipConfig _config;
    private readonly ClipNetwork _weights;
    private readonly ViewBatch _views;
    private readonly List<TowerFigure> _tower = [];
    private readonly List<TuningFigure> _tuning = [];

    private GpuBenchmark(BenchmarkSettings settings, ClipNetwork weights, ViewBatch views)
        => (_settings, _config, _weights, _views) = (settings, ModelSizes.Of(settings.Model), weights, views);

    public static void Run(BenchmarkSettings settings, TextWriter output, FileInfo? json)
    {
        var config = ModelSizes.Of(settings.Model);
        using var weights = SyntheticNetwork.Create(config);
        var preprocessing = new ImagePreprocessing { ResizeEdge = config.Vision.ImageSize, CropSize = config.Vision.ImageSize };
        using var views = new ViewSampler(preprocessing, new ViewOptions { Count = settings.Views, Seed = 1 }, settings.Views).Sample(SyntheticImages.Create(1, Width, Height));
        var benchmark = new GpuBenchmark(settings, weights, views);
        foreach (var precision in Precisions(settings.Device))
        {
            benchmark.Time(precision, output);
        }
        if (settings.TimesPublished)
        {
            benchmark.TimePublished(output);
        }
        // Last: a CUPTI that has been at work may slow down what is timed.
        var notCounted = benchmark.CountLaunches(output);
        var figures = new BenchmarkFigures(settings.Device.ToString(), settings.Card ?? "unknown card", settings.PeakTeraflops, settings.Model, settings.Views, benchmark._tower, benchmark._tuning, notCounted);
        output.WriteLine();
        figures.Write(output);
        if (json is not null)
        {
            File.WriteAllText(json.FullName, figures.ToJson());
        }
    }

    /// <summary>Those that the device computes in: a precision for which it has no units is refused.</summary>
    private static IEnumerable<TptPrecision> Precisions(Device device)
    {
        foreach (var precision in new[] { TptPrecision.Float32, TptPrecision.TensorFloat32, TptPrecision.BFloat16, TptPrecision.Float16 })
        {
            if (IsServed(precision))
            {
                yield return precision;
            }
        }

        bool IsServed(TptPrecision precision)
        {
            try
            {
                PrecisionSelection.Select(precision, device);
                return true;
            }
            catch (ArgumentException)
            {
                return false;
            }
        }
    }

    private void Time(TptPrecision precision, TextWriter output)
    {
        using var scope = NewDisposeScope();
        using var model = new DeviceModel(_weights, _config, _settings.Device, precision);
        foreach (var batch in _settings.Batches)
        {
            Add(output, precision.ToString(), batch, DeviceTimer.SecondsOfTower(Pixels(batch).to(model.Network.Images.DType), model.Network.Images.forward, _settings.Repetitions));
        }
        foreach (var count in _settings.Classes)
        {
            using var images = new TunedImages(model.Network, count, _settings, _views);
            Add(output, images.Time() with { Way = precision.ToString(), Classes = count });
        }
    }

    private void TimePublished(TextWriter output)
    {
        using var scope = NewDisposeScope();
        using var model = new DeviceModel(_weights, _config, _settings.Device, TptPrecision.Float32);
        var towers = new PublishedTowers(model.Network, _config);
        foreach (var batch in _settings.Batches)
        {
            Add(output, Published, batch, DeviceTimer.SecondsOfTower(Pixels(batch), towers.EncodeImages, _settings.Repetitions));
        }
        var pixels = _views.ToTensor(_settings.Device, _settings.Views);
        foreach (var count in _settings.Classes)
        {
            using var images = new PublishedImages(towers, _config, count, pixels);
            Add(output, new TuningFigure(Published, count, DeviceTimer.Seconds(images.Score, _settings.Repetitions) * 1000));
        }
    }

    /// <returns>Why launches are not counted; null where they are.</returns>
    private string? CountLaunches(TextWriter output)
    {
        if (_settings.Device.type != TorchSharp.DeviceType.CUDA)
        {
            return $"the device is {_settings.Device}";
        }
        return Cupti.TryLoad(CuptiFiles.Find(), out var cupti, out var reason) ? CountLaunches(cupti, output) : reason;
    }

    private string? CountLaunches(Cupti cupti, TextWriter output)
    {
        foreach (var way in _tuning.Select(figure => figure.Way).Distinct().ToArray())
        {
            using var scope = NewDisposeScope();
            var isPublished = way == Published;
            using var model = new DeviceModel(_weights, _config, _settings.Device, isPublished ? TptPrecision.Float32 : Enum.Parse<TptPrecision>(way));
            var pixels = isPublished ? _views.ToTensor(_settings.Device, _settings.Views) : null;
            foreach (var count in _settings.Classes)
            {
                using IImages images = isPublished ? new PublishedImages(new PublishedTowers(model.Network, _config), _config, count, pixels!) : new TunedImages(model.Network, count, _settings, _views);
                // What a kernel needs is loaded with its first launch.
                images.Score();
                if (!cupti.TryCount(images.Score, out var launches, out var reason))
                {
                    return reason;
                }
                Add(output, way, count, launches);
            }
        }
        return null;
    }

    private Tensor Pixels(int batch)
    {
        using var generator = new Generator(1, CPU);
        return randn([batch, 3, _config.Vision.ImageSize, _config.Vision.ImageSize], generator: generator, device: CPU).to(_settings.Device);
    }

    private void Add(TextWriter output, string way, int batch, double seconds)
    {
        _tower.Add(new TowerFigure(way, batch, batch / seconds, Share(batch * TowerWork.OfView(_config), seconds)));
        output.WriteLine(FormattableString.Invariant($"tower way={way} batch={batch} images_per_s={batch / seconds:0.0}"));
    }

    private void Add(TextWriter output, TuningFigure figure)
    {
        var work = (_settings.Views * TowerWork.OfView(_config)) + TowerWork.OfTuning(_config, SyntheticPrompts.Create(figure.Classes), SyntheticPrompts.ContextLength);
        // The published algorithm does more work for the same: its share would say nothing.
        _tuning.Add(figure.Way == Published ? figure : figure with { Share = Share(work, figure.Milliseconds / 1000) });
        output.WriteLine(FormattableString.Invariant($"tuning way={figure.Way} classes={figure.Classes} image_ms={figure.Milliseconds:0.0}"));
    }

    private void Add(TextWriter output, string way, int classes, LaunchCount launches)
    {
        var index = _tuning.FindIndex(figure => figure.Way == way && figure.Classes == classes);
        _tuning[index] = _tuning[index] with { Launches = launches.Kernels, GraphLaunches = launches.Graphs };
        output.WriteLine(FormattableString.Invariant($"launches way={way} classes={classes} kernels={launches.Kernels} graphs={launches.Graphs}"));
    }

    private double? Share(double work, double seconds) => work / seconds / (_settings.PeakTeraflops * 1e12);
}
