using System.Diagnostics;
using Microsoft.ML.Tpt.Scoring;
using Tpt.Engine;
using Tpt.Engine.Imaging;
using Tpt.Engine.Views;

namespace Microsoft.ML.Tpt.Serving;

/// <summary>Decodes files and makes their views, with no more memory for pixels than all pictures together may take.</summary>
/// <param name="slot">The model that is served.</param>
internal sealed class ViewPreparation(ModelSlot slot)
{
    private readonly ImageMemory _memory = new();

    /// <summary>Makes the views of a file. To be called on a pool thread.</summary>
    /// <param name="list">The name of the class list.</param>
    /// <param name="file">The image file.</param>
    /// <param name="place">Its place in the queue.</param>
    /// <param name="inspect">Sees the views first.</param>
    /// <param name="trace">What it is traced under.</param>
    /// <param name="cancellationToken">Ends it before the picture is decoded.</param>
    /// <returns>The picture with its claim on the model, which is the caller's to end.</returns>
    /// <exception cref="TptServiceException">It is no picture, or too large a one; or the service is stopping.</exception>
    public async Task<Job> PrepareAsync(string list, ReadOnlyMemory<byte> file, Place place, Action<ViewBatch, ImagePreprocessing>? inspect, ActivityContext trace, CancellationToken cancellationToken)
    {
        using var activity = ServiceTraces.Source.StartActivity("tpt.prepare", ActivityKind.Internal, trace);
        var model = slot.Claim() ?? throw Refusals.Stopping();
        try
        {
            // The model may have been swapped since the name was looked up.
            if (!model.Classifiers.TryGetValue(list, out var classifier))
            {
                throw Refusals.UnknownList(list, model.Classifiers.Keys);
            }
            var views = await ViewsAsync(model, classifier, file, cancellationToken).ConfigureAwait(false);
            try
            {
                inspect?.Invoke(views, model.Weights.Preprocessing);
                return new Job(model, list, classifier, views, place, trace);
            }
            catch
            {
                views.Dispose();
                throw;
            }
        }
        catch
        {
            model.Release();
            throw;
        }
    }

    private async Task<ViewBatch> ViewsAsync(ServedModel model, TptClassifier classifier, ReadOnlyMemory<byte> file, CancellationToken cancellationToken)
    {
        var measurement = model.Decoder.Measure(file, model.DecoderOptions);
        if (measurement.Reason is { } refusal)
        {
            throw measurement.IsTooLarge ? Refusals.TooManyPixels(refusal) : Refusals.NotAnImage(refusal);
        }
        await _memory.EnterAsync(measurement.DecodingBytes).ConfigureAwait(false);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var decoded = model.Decoder.Decode(file, measurement, model.DecoderOptions);
            return classifier.CreateViews(decoded.Pixels ?? throw Refusals.NotAnImage(decoded.Reason!));
        }
        finally
        {
            _memory.Leave(measurement.DecodingBytes);
        }
    }
}
