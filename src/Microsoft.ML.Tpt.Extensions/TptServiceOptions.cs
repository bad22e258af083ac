using Tpt.Engine.Validation;

namespace Microsoft.ML;

/// <summary>How <see cref="TptService"/> serves: the class lists, the queue and the limits. What the engine does is <see cref="TptOptions"/>.</summary>
/// <example>
/// <code>
/// // appsettings.json: "Tpt": { "Views": { "Count": 32 }, "Service": { "ClassLists": { "animals": ["cat", "dog"] }, "QueueCapacity": 16 } }
/// services.AddTestTimePromptTuning(configuration.GetSection("Tpt"));
/// </code>
/// </example>
public sealed record TptServiceOptions : IOptionGroup
{
    private const int MostLists = 1000;

    /// <summary>The name of the list that <see cref="TptOptions.ClassNames"/> or a saved model brings.</summary>
    internal const string OwnList = "default";

    /// <summary>The named class lists that a request can choose from, at most 1000. <see cref="TptOptions.ClassNames"/>, where they are set, are one more, <c>default</c>.</summary>
    /// <value>The default is none.</value>
    public IDictionary<string, string[]> ClassLists { get; init; } = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The list of requests that name none.</summary>
    /// <value>The default is <see langword="null"/>: <c>default</c> where there is one, else the first list by its name.</value>
    [ShortText]
    public string? DefaultClassList { get; set; }

    /// <summary>A file that <c>SaveTo</c> wrote, with a stage <c>TestTimePromptTuning</c> in it. Its options and its model are used, its classes are the list <c>default</c>.</summary>
    /// <value>The default is <see langword="null"/>: the model that <see cref="TptOptions.Model"/> names.</value>
    [ShortText]
    public string? SavedModelPath { get; set; }

    /// <summary>How often the files of the model are looked at. Other files there are loaded, tried on a picture and put in place, while requests go on. Zero: never.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan WatchInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many pictures wait at a time, from the last byte of their file to their answer. One more is refused. Beside them up to 32 times as many files are being read. In [1, 100,000].</summary>
    /// <value>The default is 32.</value>
    [Within(1, 100_000, Because = "each holds its file, and waits for those before it")]
    public int QueueCapacity { get; set; } = 32;

    /// <summary>The most bytes of one file. In [1, 1,000,000,000].</summary>
    /// <value>The default is 20,000,000.</value>
    [Within(1, 1_000_000_000, Because = "it is read into memory")]
    public int MaxFileBytes { get; set; } = 20_000_000;

    /// <summary>The most bytes that all files may hold together, those that are being read and those that wait. One more is refused like one above <see cref="QueueCapacity"/>. At least <see cref="MaxFileBytes"/>.</summary>
    /// <value>The default is 256 MB.</value>
    public long MaxQueuedBytes { get; set; } = 256_000_000;

    /// <summary>How many pictures are decoded and made into views at a time. In [1, 64].</summary>
    /// <value>The default is 2: one is made while another waits for the engine.</value>
    [Within(1, 64, Because = "the views of each are in memory, 9.6 MB of 64 views of 224 x 224 pixels")]
    public int PreparingPictures { get; set; } = 2;

    /// <summary>How long the engine waits for a batch of <see cref="TptOptions.BatchSize"/> to fill. In [0, 10 s].</summary>
    /// <value>The default is zero, which takes what is there: the engine scores a batch picture by picture, so a wait pays only with <c>Approximations.SharePasses</c>.</value>
    public TimeSpan BatchDelay { get; set; } = TimeSpan.Zero;

    /// <summary>How long a file may take to arrive. In (0, 1 hour].</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(30);

    void IOptionGroup.CheckTogether(string path)
    {
        OptionCheck.Require(ClassLists.Count <= MostLists, path + nameof(ClassLists), FormattableString.Invariant($"{ClassLists.Count} lists"), FormattableString.Invariant($"at most {MostLists}"));
        OptionCheck.Require(MaxQueuedBytes >= MaxFileBytes, path + nameof(MaxQueuedBytes), MaxQueuedBytes, FormattableString.Invariant($"at least {nameof(MaxFileBytes)}, {MaxFileBytes}"));
        OptionCheck.Require(BatchDelay >= TimeSpan.Zero && BatchDelay <= TimeSpan.FromSeconds(10), path + nameof(BatchDelay), BatchDelay, "from 00:00:00 to 00:00:10");
        OptionCheck.Require(ReadTimeout > TimeSpan.Zero && ReadTimeout <= TimeSpan.FromHours(1), path + nameof(ReadTimeout), ReadTimeout, "above 00:00:00 and at most 01:00:00");
        OptionCheck.Require(WatchInterval == TimeSpan.Zero || (WatchInterval >= TimeSpan.FromMilliseconds(10) && WatchInterval <= TimeSpan.FromDays(1)), path + nameof(WatchInterval), WatchInterval, "00:00:00, or from 00:00:00.010 to one day");
        if (ClassLists.Keys.FirstOrDefault(name => name.Trim().Length is 0 or > 100) is { } wrong)
        {
            throw new ArgumentException($"{path}{nameof(ClassLists)} has a list '{Excerpt.Of(wrong)}'; a name has 1 to 100 characters and is not blank.", path + nameof(ClassLists));
        }
    }
}
