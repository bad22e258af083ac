using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Microsoft.ML.Tpt.Serving;

/// <summary>The reasons for giving no answer, in words.</summary>
internal static class Refusals
{
    private static readonly TimeSpan _loading = TimeSpan.FromSeconds(2);

    public static TptServiceException Loading() => new(TptServiceError.Loading, "The model is still loading.", _loading);

    public static TptServiceException Stopping() => new(TptServiceError.Stopping, "The service is shutting down.");

    public static TptServiceException UnknownList(string list, IEnumerable<string> names)
        => new(TptServiceError.UnknownClassList, $"There is no class list '{Excerpt.Of(list)}'. The lists are {Excerpt.Of([.. names])}.");

    public static TptServiceException TooManyBytes(int maxFileBytes)
        => new(TptServiceError.TooManyBytes, Invariant($"The file has more than {maxFileBytes} bytes. Send a smaller picture: the model sees a few hundred pixels a side."));

    public static TptServiceException ReadTimeout(TimeSpan timeout, int bytes)
        => new(TptServiceError.ReadTimeout, Invariant($"The file did not arrive within {timeout.TotalSeconds:0.#} s; {bytes} bytes of it did."));

    public static TptServiceException NotAnImage(string reason) => new(TptServiceError.NotAnImage, $"The file is no picture that can be classified: {reason}.");

    public static TptServiceException TooManyPixels(string reason) => new(TptServiceError.TooManyPixels, $"The picture is too large: {reason}.");

    public static TptServiceException NotNumbers() => new(TptServiceError.NotNumbers, "The model's scores of this picture are not numbers.");

    /// <summary>By the rate of late, all that wait for the engine are done by then. Files that are still read are no work of its, and are not counted.</summary>
    /// <param name="admission">The queue that is full.</param>
    /// <param name="secondsPerPicture">What a picture took in the engine of late.</param>
    public static TptServiceException Full(Admission admission, double secondsPerPicture)
    {
        var (waiting, reading) = (admission.Waiting, admission.Reading);
        var message = waiting >= admission.Capacity ? Invariant($"{waiting} pictures are waiting already, and at most {admission.Capacity} are let in.")
            : reading >= admission.ReadingCapacity ? Invariant($"{reading} files are being read already, and at most {admission.ReadingCapacity} are at a time.")
            : Invariant($"The files that are in have no room for more bytes: at most {admission.MaxBytes} are held together.");
        return new TptServiceException(TptServiceError.QueueFull, message, TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(waiting * secondsPerPicture))));
    }
}
