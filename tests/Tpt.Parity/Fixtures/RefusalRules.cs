using static System.FormattableString;

namespace Tpt.Parity.Fixtures;

/// <summary>What makes an exception a refusal in words.</summary>
internal static class RefusalRules
{
    /// <summary>A message that fills the screen tells nobody anything.</summary>
    private const int LongestMessage = 2000;

    /// <summary>What is wrong with a refusal; empty where nothing is.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="refusal">The words that are asked for, or null.</param>
    /// <param name="givenPaths">The paths that the loader was given: folders are named after what they hold, so that words in them do not count.</param>
    public static IEnumerable<string> FaultsOf(Exception exception, FixtureRefusal? refusal, IEnumerable<string> givenPaths)
    {
        if (!IsRefusal(exception))
        {
            yield return $"it is a {exception.GetType().Name}, which is no refusal";
        }
        if (exception.Message.Length >= LongestMessage)
        {
            yield return Invariant($"the message has {exception.Message.Length} characters, and must stay below {LongestMessage}");
        }
        var message = WithoutPaths(exception.Message, givenPaths);
        if (refusal is { MessageAnyOf.Count: > 0 } && !refusal.MessageAnyOf.Any(word => message.Contains(word, StringComparison.OrdinalIgnoreCase)))
        {
            yield return $"the message has none of '{string.Join("', '", refusal.MessageAnyOf)}' outside of the given paths";
        }
    }

    /// <summary>For invalid data, a missing file, or an option that does not fit. A kind derived from these, such as an index out of range, is a crash.</summary>
    private static bool IsRefusal(Exception exception)
        => exception is InvalidDataException or FileNotFoundException or DirectoryNotFoundException || exception.GetType() == typeof(ArgumentException);

    /// <summary>Longer paths first: one may begin with another.</summary>
    private static string WithoutPaths(string message, IEnumerable<string> givenPaths)
        => givenPaths.OrderByDescending(path => path.Length).Aggregate(message, (text, path) => text.Replace(path, "", StringComparison.OrdinalIgnoreCase));
}
