using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace ModelBuilderStyle;

/// <summary>Why rows have no answer: the warnings of the library's log, "Row 3: the image in column 'Image' cannot be used: ...; its label is missing ...".</summary>
internal sealed partial class UnusableReasons : IDisposable
{
    private readonly ConcurrentDictionary<int, string> _reasons = new();
    private readonly MLContext _mlContext;
    private volatile string _last = "it has no scores";

    public UnusableReasons(MLContext mlContext)
    {
        _mlContext = mlContext;
        _mlContext.Log += Read;
    }

    /// <param name="row">The row.</param>
    /// <param name="askAlone">Scores the row alone: the log names the first such rows of a pass only, and any row by itself.</param>
    public string Of(int row, Action askAlone)
    {
        if (_reasons.TryGetValue(row, out var reason))
        {
            return reason;
        }
        askAlone();
        return _last;
    }

    public void Dispose() => _mlContext.Log -= Read;

    private void Read(object? sender, LoggingEventArgs entry)
    {
        if (entry.Kind == ChannelMessageKind.Warning && Warning().Match(entry.Message) is { Success: true, Groups: var groups })
        {
            _last = groups["reason"].Value;
            _reasons.TryAdd(int.Parse(groups["row"].ValueSpan, CultureInfo.InvariantCulture), _last);
        }
    }

    [GeneratedRegex(@"Row (?<row>-?[0-9]{1,9}): .* cannot be used: (?<reason>.+); its label", RegexOptions.Singleline)]
    private static partial Regex Warning();
}
