using Tpt.Benchmarks.Published;
using Tpt.Benchmarks.Synthetic;
using Tpt.Engine.Configuration;
using static TorchSharp.torch;

namespace Tpt.Gpu.Measuring;

/// <summary>The published algorithm in plain code, its views on the device already.</summary>
internal sealed class PublishedImages : IImages
{
    private readonly PublishedRow _row;

    public PublishedImages(PublishedTowers towers, ClipConfig config, int classes, Tensor pixels)
    {
        _row = new PublishedRow(towers, SyntheticPrompts.Create(classes), SyntheticPrompts.ContextLength, config.Text.MaxPositionEmbeddings, pixels);
        _row.Prepare();
    }

    public void Score()
    {
        using var scope = NewDisposeScope();
        DeviceTimer.Wait(_row.Run().Probabilities);
    }

    public void Dispose() => _row.Dispose();
}
