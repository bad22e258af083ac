using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Tpt.Engine;
using Tpt.Engine.Devices;
using Tpt.Engine.Imaging;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Fuzz.Corpus;
using Tpt.Fuzz.Mutation;
using static TorchSharp.torch;

namespace Tpt.Fuzz.Targets;

/// <summary>
/// Eight threads and one more that forces collections, for half a second or two: every score is the one that a single thread gets,
/// whatever is loaded, saved, cancelled or disposed of meanwhile.
/// </summary>
internal sealed class ThreadsTarget : IFuzzTarget
{
    private const int Threads = 8;

    private const string Engine = "engine";

    private static readonly TimeSpan _time = TimeSpan.FromSeconds(0.5);

    /// <summary>For the built-in model: its operations take long enough for a collection to fall into one, and its images so many of them.</summary>
    private static readonly TimeSpan _engineTime = TimeSpan.FromSeconds(2);

    private readonly MLContext _context = new(1);
    private readonly string _modelPath;
    private readonly IDataView _rows;
    private readonly TptTransformer _transformer;
    private readonly ClipModel _model = ClipModel.Load(new ModelOptions { GpuDeviceId = TorchDevice.CpuId });
    private readonly TptClassifier _classifier;
    private readonly float[][] _expected;
    private readonly float[] _expectedOfBuiltIn;
    private readonly float[] _expectedOfTiny;

    public ThreadsTarget(string folder)
    {
        _modelPath = TinyCheckpoint.WriteHuggingFace(Path.Combine(folder, "model"));
        _rows = _context.Data.LoadFromEnumerable(RowScoring.Pictures.Select(picture => new BytesRow { Image = picture }).ToArray());
        _transformer = Fit();
        _classifier = Classifier(_model, views: 16);
        _expectedOfBuiltIn = PredictGray(_classifier);
        _expected = [.. _context.Data.CreateEnumerable<ScoredRow>(_transformer.Transform(_rows), reuseRowObject: false).Select(row => row.Score)];
        using var tiny = ClipModel.Load(new ModelOptions { Path = _modelPath, GpuDeviceId = TorchDevice.CpuId });
        using var classifier = Classifier(tiny);
        _expectedOfTiny = PredictGray(classifier);
    }

    public IReadOnlyList<string> Kinds { get; } = [Engine, "score", "no-grad", "cancel", "dispose-transformer", "dispose-model", "load", "save"];

    public FuzzInput Create(Pcg random) => new(random.OneIn(4) ? Engine : random.Pick(Kinds), random.Bytes(8));

    public bool Run(FuzzInput input)
    {
        var random = Pcg.Of(input.Kind, BitConverter.ToUInt64([.. input.Bytes, .. new byte[8]]), 0);
        var delay = TimeSpan.FromMilliseconds(random.Below((int)_time.TotalMilliseconds));
        switch (input.Kind)
        {
            case "score":
                Together(thread => ScoreRows(_transformer, default));
                break;
            case Engine:
                Together(thread => ScoreGray(_classifier, _expectedOfBuiltIn), _engineTime);
                break;
            case "no-grad":
                Together(thread =>
                {
                    using var mode = (IDisposable)(thread % 2 == 0 ? no_grad() : inference_mode());
                    ScoreGray(_classifier, _expectedOfBuiltIn);
                });
                break;
            case "cancel":
                using (var cancelled = new CancellationTokenSource(delay))
                {
                    Together(thread => Allow<OperationCanceledException>(() => ScoreRows(_transformer, thread % 2 == 0 ? cancelled.Token : default)));
                }
                break;
            case "dispose-transformer":
                using (var transformer = Fit())
                using (new Timer(_ => transformer.Dispose(), null, delay, Timeout.InfiniteTimeSpan))
                {
                    Together(thread => Allow<ObjectDisposedException>(() => ScoreRows(transformer, default)));
                }
                break;
            case "dispose-model":
                using (var model = ClipModel.Load(new ModelOptions { Path = _modelPath, GpuDeviceId = TorchDevice.CpuId }))
                using (var classifier = Classifier(model))
                using (new Timer(_ => model.Dispose(), null, delay, Timeout.InfiniteTimeSpan))
                {
                    Together(thread => Allow<ObjectDisposedException>(() => ScoreGray(classifier, _expectedOfTiny)));
                }
                break;
            case "load":
                Together(thread =>
                {
                    using var model = ClipModel.Load(new ModelOptions { Path = _modelPath, GpuDeviceId = TorchDevice.CpuId });
                    using var classifier = Classifier(model);
                    ScoreGray(classifier, _expectedOfTiny);
                });
                break;
            default:
                Together(thread =>
                {
                    if (thread % 4 == 0)
                    {
                        _context.Model.Save(_transformer, _rows.Schema, Stream.Null);
                    }
                    ScoreRows(_transformer, default);
                });
                break;
        }
        return true;
    }

    public void Dispose()
    {
        _classifier.Dispose();
        _model.Dispose();
        _transformer.Dispose();
    }

    /// <summary>Does the work on every thread again and again until the time is over. The first error on any of them is thrown.</summary>
    private static void Together(Action<int> work, TimeSpan? time = null)
    {
        var clock = Stopwatch.StartNew();
        ExceptionDispatchInfo? error = null;
        void Repeat(Action action)
        {
            try
            {
                while (clock.Elapsed < (time ?? _time) && error is null)
                {
                    action();
                }
            }
#pragma warning disable CA1031 // it is thrown below, on the thread that waits
            catch (Exception exception)
#pragma warning restore CA1031
            {
                error ??= ExceptionDispatchInfo.Capture(exception);
            }
        }
        var threads = Enumerable.Range(0, Threads).Select(i => new Thread(() => Repeat(() => work(i)))).Append(new Thread(() => Repeat(Collect))).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        error?.Throw();
    }

    /// <summary>Of the youngest objects, which is quick, so it happens often: what a call has just made and nobody holds is among them.</summary>
    private static void Collect()
    {
        GC.Collect(0);
        GC.WaitForPendingFinalizers();
    }

    private static void Allow<TException>(Action action) where TException : Exception
    {
        try
        {
            action();
        }
        catch (TException)
        {
        }
    }

    private void ScoreRows(TptTransformer transformer, CancellationToken cancellationToken)
    {
        var i = 0;
        foreach (var row in _context.Data.CreateEnumerable<ScoredRow>(transformer.Transform(_rows, null, cancellationToken), reuseRowObject: false))
        {
            Oracle.CheckSame(row.Score, _expected[i++], "a row among threads");
        }
    }

    private static void ScoreGray(TptClassifier classifier, float[] expected) => Oracle.CheckSame(PredictGray(classifier), expected, "an image among threads");

    private static float[] PredictGray(TptClassifier classifier) => classifier.Predict(ImagePixels.FromGray(new byte[24 * 20], 24, 20)).Scores.ToArray();

    private static TptClassifier Classifier(ClipModel model, int views = 4) => new(model, ["cat", "hot dog"], new TptClassifierOptions { Views = { Count = views, Seed = 1 }, Method = new PromptTuningOptions { SelectionFraction = 0.5 } });

    private TptTransformer Fit() => _context.Transforms.TestTimePromptTuning(RowScoring.Options(_modelPath)).Fit(_rows);
}
