using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Parity;

/// <summary>One line a quantity: <c>case quantity maxabs=… rel=… tol=… PASS|FAIL</c>.</summary>
internal sealed class ParityReport(TextWriter output)
{
    private readonly List<string> _failures = [];

    public int Passed { get; private set; }

    /// <summary>The quantities out of tolerance, as <c>case quantity</c>.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>Something was compared, and all of it agrees.</summary>
    public bool Succeeded => Passed > 0 && _failures.Count == 0;

    public void Compare(string caseName, string quantity, Tensor actual, Tensor expected, double tolerance)
    {
        using var scope = NewDisposeScope();
        var shapes = actual.shape.SequenceEqual(expected.shape)
            ? null
            : $"shape [{string.Join(", ", actual.shape)}], expected [{string.Join(", ", expected.shape)}]";
        Compare(caseName, quantity, ToArray(actual), ToArray(expected), tolerance, shapes);
    }

    public void Compare(string caseName, string quantity, IEnumerable<int> actual, IEnumerable<int> expected)
        => Compare(caseName, quantity, [.. actual.Select(value => (double)value)], [.. expected.Select(value => (double)value)], Tolerances.Exact);

    /// <param name="caseName">The case, without blanks.</param>
    /// <param name="quantity">What is compared, without blanks.</param>
    /// <param name="actual">What this library computes.</param>
    /// <param name="expected">What the reference computed.</param>
    /// <param name="tolerance">The largest absolute difference that passes.</param>
    /// <param name="mismatch">Why the two cannot be compared, or null.</param>
    public void Compare(string caseName, string quantity, double[] actual, double[] expected, double tolerance, string? mismatch = null)
    {
        if (actual.Length != expected.Length)
        {
            mismatch ??= $"{actual.Length} values, expected {expected.Length}";
        }
        var largest = mismatch is null ? LargestDifference(actual, expected) : double.NaN;
        var scale = expected.Select(Math.Abs).DefaultIfEmpty(0).Max();
        var relative = largest == 0 ? 0 : largest / scale;
        // NaN is never within a tolerance.
        var passes = largest <= tolerance;
        var line = string.Create(CultureInfo.InvariantCulture, $"{caseName} {quantity} maxabs={largest:0.##e+0} rel={relative:0.##e+0} tol={tolerance:0.##e+0} {(passes ? "PASS" : "FAIL")}");
        output.WriteLine(mismatch is null ? line : $"{line} ({mismatch})");
        Count(passes, caseName, quantity);
    }

    /// <summary>A statement in place of a number.</summary>
    public void Check(string caseName, string quantity, bool holds) => Compare(caseName, quantity, [holds ? 0 : 1], [0], Tolerances.Exact);

    /// <summary>Statements in place of a number, of which those that do not hold are named.</summary>
    /// <param name="caseName">The case, without blanks.</param>
    /// <param name="quantity">What is compared, without blanks.</param>
    /// <param name="faults">What does not hold; empty where all does.</param>
    public void State(string caseName, string quantity, IReadOnlyCollection<string> faults)
        => Compare(caseName, quantity, [0], [0], Tolerances.Exact, faults.Count == 0 ? null : string.Join("; ", faults));

    /// <summary>A refusal: <c>case refused PASS (message)</c>, or FAIL with what is wrong with it in front of the message.</summary>
    /// <param name="caseName">The case, without blanks.</param>
    /// <param name="faults">What is wrong with the refusal; empty where nothing is.</param>
    /// <param name="message">What the refusal says, and what it took; empty where there was none.</param>
    public void Refuse(string caseName, IEnumerable<string> faults, string message)
    {
        string[] found = [.. faults];
        var words = string.Join("; ", [.. found, .. message.Length == 0 ? Array.Empty<string>() : [message]]);
        output.WriteLine($"{caseName} refused {(found.Length == 0 ? "PASS" : "FAIL")} ({words.ReplaceLineEndings(" ")})");
        Count(found.Length == 0, caseName, "refused");
    }

    /// <summary>Runs a case; one that cannot be run is a failure, and the others go on.</summary>
    public void Guard(string caseName, Action run)
    {
        using var scope = NewDisposeScope();
        try
        {
            run();
        }
        catch (Exception e)
        {
            Fail(caseName, e.Message);
        }
    }

    public void Fail(string caseName, string reason)
    {
        output.WriteLine($"{caseName} error maxabs=NaN rel=NaN tol=0 FAIL ({reason})");
        Count(false, caseName, "error");
    }

    /// <summary>What the goldens hold and is not compared is said, but not counted.</summary>
    public void Skip(string caseName, string quantity, string reason) => output.WriteLine($"{caseName} {quantity} not compared: {reason}");

    public void WriteSummary() => output.WriteLine($"{Passed} passed, {_failures.Count} failed");

    private void Count(bool passes, string caseName, string quantity)
    {
        if (passes)
        {
            Passed++;
        }
        else
        {
            _failures.Add($"{caseName} {quantity}");
        }
    }

    private static double LargestDifference(double[] actual, double[] expected)
    {
        var largest = 0.0;
        for (var i = 0; i < actual.Length; i++)
        {
            var difference = Math.Abs(actual[i] - expected[i]);
            largest = double.IsNaN(difference) ? double.NaN : Math.Max(largest, difference);
        }
        return largest;
    }

    private static double[] ToArray(Tensor tensor) => tensor.to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
}
