using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Tpt.Fuzz;

/// <summary>What is right: a documented error that says what and where, or a result that holds.</summary>
internal static partial class Oracle
{
    /// <summary>Two of the longest paths, which a message gives whole, and a sentence: a longer message quotes its input without a bound.</summary>
    private const int LongestMessage = 10_000;

    /// <summary>Divides a signature into the complaint and the place.</summary>
    public const string Place = " at ";

    private const double SumTolerance = 1e-4;

    /// <summary>What is wrong with an exception, or <see langword="null"/> where it is as documented.</summary>
    public static string? Complaint(TargetDefinition target, string folder, Exception exception)
    {
        var error = Unwrap(exception);
        if (target.ForeignErrorsPass && !IsOfLibrary(error))
        {
            return null;
        }
        if (!target.DocumentedErrors.Any(type => type.IsInstanceOfType(error)))
        {
            return $"undocumented {error.GetType().Name}";
        }
        if (error.Message.Length > LongestMessage)
        {
            return $"message of unbounded length in {error.GetType().Name}";
        }
        return target.NamesFile && error is InvalidDataException && !error.Message.Contains(folder, StringComparison.Ordinal)
            ? "InvalidDataException that does not name the file"
            : null;
    }

    /// <summary>ML.NET loads a model by reflection, which wraps what the library throws.</summary>
    public static Exception Unwrap(Exception exception)
        => exception is TargetInvocationException { InnerException: { } inner } ? Unwrap(inner) : exception;

    /// <summary>Whether an exception passed through the library, so that it is for the library to say what was wrong.</summary>
    private static bool IsOfLibrary(Exception error)
        => new StackTrace(error).GetFrames().Any(frame => frame.GetMethod()?.DeclaringType?.Assembly.GetName().Name is "Tpt.Engine" or "Microsoft.ML.Tpt");

    /// <summary>What two exceptions of one cause have in common: the complaint, and where in the library it arose.</summary>
    public static string Signature(string complaint, Exception exception)
    {
        var error = Unwrap(exception);
        var frames = (error.StackTrace ?? "").Split('\n').Select(frame => Frame().Match(frame).Groups[1].Value).Where(frame => frame.Length > 0);
        var place = error is WrongResultException
            ? Digits().Replace(error.Message, "#")
            : frames.FirstOrDefault(frame => OwnFrame().IsMatch(frame)) ?? frames.FirstOrDefault() ?? "";
        return $"{complaint}{Place}{place}";
    }

    /// <exception cref="WrongResultException">The scores are not probabilities.</exception>
    public static void CheckScores(ReadOnlySpan<float> scores)
    {
        double sum = 0;
        foreach (var score in scores)
        {
            sum += score;
        }
        if (!double.IsFinite(sum) || Math.Abs(sum - 1) > SumTolerance)
        {
            throw new WrongResultException($"the scores are [{string.Join(", ", scores[..Math.Min(5, scores.Length)].ToArray())}], and their sum is {sum}");
        }
    }

    /// <exception cref="WrongResultException">A bit differs.</exception>
    public static void CheckSame(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected, string what)
    {
        if (actual.Length != expected.Length || actual.ToArray().Zip(expected.ToArray()).Any(pair => BitConverter.SingleToInt32Bits(pair.First) != BitConverter.SingleToInt32Bits(pair.Second)))
        {
            throw new WrongResultException($"{what} has scores [{string.Join(", ", actual.ToArray().Take(5))}] in place of [{string.Join(", ", expected.ToArray().Take(5))}]");
        }
    }

    [GeneratedRegex(@"^\s*at ([^(]+)\(")]
    private static partial Regex Frame();

    /// <summary>The engine, the component's own namespaces, or a type that lies in <c>Microsoft.ML</c> itself, as those of the component that users type do.</summary>
    [GeneratedRegex(@"^(Tpt\.Engine\.|Microsoft\.ML\.Tpt\.|Microsoft\.ML\.\w+\.\.?\w+$)")]
    private static partial Regex OwnFrame();

    [GeneratedRegex(@"[-+]?([0-9][0-9.E+-]*|NaN|∞)")]
    private static partial Regex Digits();
}
