using System.Globalization;
using System.Text.RegularExpressions;

namespace Tpt.Gpu.Comparison;

/// <summary>The largest difference of each quantity over all cases, of the lines that <see cref="Tpt.Parity.ParityReport"/> writes.</summary>
internal sealed partial class QuantityTable
{
    private readonly SortedDictionary<string, QuantityRow> _rows = new(StringComparer.Ordinal);

    /// <returns>Whether the comparison passed; null for a line that is none.</returns>
    public bool? Add(string line)
    {
        if (Comparison().Match(line) is not { Success: true } match)
        {
            return null;
        }
        var name = Tag().Replace(match.Groups["quantity"].Value, "");
        var passes = match.Groups["verdict"].Value == "PASS";
        var row = _rows.GetValueOrDefault(name) ?? new QuantityRow();
        _rows[name] = row.With(match.Groups["case"].Value, Number(match.Groups["largest"].Value), Number(match.Groups["tolerance"].Value), passes);
        return passes;
    }

    /// <summary>A line a quantity; statements, which have no number, are left out where all of them hold.</summary>
    public void Write(TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"quantity",-34}{"cases",6}{"failed",8}{"maxabs",10}{"tolerance",11}  in"));
        foreach (var (name, row) in _rows.Where(entry => entry.Value.Failed > 0 || entry.Value.Tolerance > 0))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-34}{row.Cases,6}{row.Failed,8}{row.Largest,10:0.0e+0}{row.Tolerance,11:0.0e+0}  {row.Case}"));
        }
        var exact = _rows.Values.Where(row => row.Failed == 0 && row.Tolerance == 0).ToArray();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{exact.Length} further quantities that must be equal are, in {exact.Sum(row => row.Cases)} comparisons"));
    }

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<case>\S+) (?<quantity>\S+) maxabs=(?<largest>\S+) rel=\S+ tol=(?<tolerance>\S+) (?<verdict>PASS|FAIL)")]
    private static partial Regex Comparison();

    /// <summary>The image of a sequence, or the setting of a case, in front of the quantity: <c>s0.</c>, <c>g03.</c></summary>
    [GeneratedRegex(@"^[sg]\d+\.")]
    private static partial Regex Tag();
}
