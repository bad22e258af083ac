using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace ModelBuilderStyle;

/// <summary>Why rows have no answer: the warnings of the library's log, "Row 3: the image in column 'Image' cannot be used: ...; its label is missing ...".</summary>
internal sealed partial class UnusableReasons
{
    private readonly ConcurrentDictionary<int, string> _reasons = new();

    public UnusableReasons(MLContext mlContext) => mlContext.Log += (_, entry) =>
    {
        if (entry.Kind == ChannelMessageKind.Warning && Warning().Match(entry.Message) is { Success: true, Groups: var groups })
        {
            _reasons.TryAdd(int.Parse(groups["row"].ValueSpan, CultureInfo.InvariantCulture), groups["reason"].Value);
        }
    };

    public string Of(int row) => _reasons.GetValueOrDefault(row, "it has no scores");

    [GeneratedRegex(@"Row (?<row>[0-9]{1,9}): .* cannot be used: (?<reason>.+); its label", RegexOptions.Singleline)]
    private static partial Regex Warning();
}
