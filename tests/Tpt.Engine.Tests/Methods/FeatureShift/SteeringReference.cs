namespace Tpt.Engine.Tests.Methods.FeatureShift;

/// <summary>
/// Spectrum-aware test-time steering in plain arrays of doubles, written from the formulas alone: the singular vectors are those of
/// <c>TᵀT</c> by Jacobi's rotations, the threshold is exact, and the gradient is a difference between neighbours.
/// </summary>
internal sealed class SteeringReference(double[][] views, double[][] classes, double scale, double learningRate, double selectionFraction)
{
    /// <summary>The singular vectors that reach the threshold.</summary>
    public double[][] Directions { get; } = DirectionsOf(classes);

    /// <summary>The gradient with respect to the coefficients, at 0.</summary>
    public double[] Gradient { get; private set; } = [];

    /// <summary>The views of lowest entropy before the step.</summary>
    public int[] Selected { get; private set; } = [];

    /// <summary>The logarithms of the mean of the kept views' probabilities after the step.</summary>
    public double[] LogProbabilities()
    {
        var still = new double[Directions.Length];
        Selected = [.. Enumerable.Range(0, views.Length).OrderBy(view => Entropy(Softmax(views[view], still))).Take((int)(views.Length * selectionFraction))];
        const double Small = 1e-6;
        Gradient = [.. Enumerable.Range(0, Directions.Length).Select(j => (Entropy(Mean(With(still, j, Small))) - Entropy(Mean(With(still, j, -Small)))) / (2 * Small))];
        // AdamW's first step: both corrected moments are the gradient's own.
        double[] coefficients = [.. Gradient.Select(slope => -learningRate * slope / (Math.Abs(slope) + 1e-8))];
        return [.. Mean(coefficients).Select(p => Math.Log(p))];
    }

    private static double[] With(double[] coefficients, int index, double value)
    {
        double[] copy = [.. coefficients];
        copy[index] = value;
        return copy;
    }

    private double[] Mean(double[] coefficients)
    {
        var ofViews = Selected.Select(view => Softmax(views[view], coefficients)).ToArray();
        return [.. classes.Select((_, c) => ofViews.Average(p => p[c]))];
    }

    private double[] Softmax(double[] view, double[] coefficients)
    {
        var logits = classes.Select(prototype =>
        {
            double[] moved = [.. prototype.Select((value, i) => value + Directions.Select((direction, j) => coefficients[j] * direction[i]).Sum())];
            return scale * Dot(view, moved) / Math.Sqrt(Dot(moved, moved));
        }).ToArray();
        var weights = logits.Select(logit => Math.Exp(logit - logits.Max())).ToArray();
        return [.. weights.Select(weight => weight / weights.Sum())];
    }

    private static double Entropy(double[] probabilities) => -probabilities.Sum(p => p * Math.Log(p));

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double[][] DirectionsOf(double[][] classes)
    {
        var size = classes[0].Length;
        var gram = new double[size, size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                gram[i, j] = classes.Sum(row => row[i] * row[j]);
            }
        }
        var vectors = Diagonalize(gram);
        var order = Enumerable.Range(0, size).OrderByDescending(i => gram[i, i]).Take(Math.Min(size, classes.Length)).ToArray();
        double[] values = [.. order.Select(i => Math.Sqrt(Math.Max(0, gram[i, i])))];
        var median = (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
        var threshold = ExactHardThreshold.Coefficient((double)values.Length / Math.Max(size, classes.Length)) * median;
        return [.. order.Where((_, rank) => values[rank] >= threshold).Select(i => Enumerable.Range(0, size).Select(row => vectors[row, i]).ToArray())];
    }

    /// <summary>Makes a symmetric matrix diagonal in place, and gives its eigenvectors as columns.</summary>
    private static double[,] Diagonalize(double[,] matrix)
    {
        var size = matrix.GetLength(0);
        var vectors = new double[size, size];
        for (var i = 0; i < size; i++)
        {
            vectors[i, i] = 1;
        }
        for (var sweep = 0; sweep < 30; sweep++)
        {
            for (var p = 0; p < size; p++)
            {
                for (var q = p + 1; q < size; q++)
                {
                    var angle = 0.5 * Math.Atan2(2 * matrix[p, q], matrix[q, q] - matrix[p, p]);
                    var (sin, cos) = Math.SinCos(angle);
                    Rotate(size, i => (i, p), i => (i, q), matrix, cos, sin);
                    Rotate(size, i => (p, i), i => (q, i), matrix, cos, sin);
                    Rotate(size, i => (i, p), i => (i, q), vectors, cos, sin);
                }
            }
        }
        return vectors;
    }

    private static void Rotate(int size, Func<int, (int Row, int Column)> first, Func<int, (int Row, int Column)> second, double[,] matrix, double cos, double sin)
    {
        for (var i = 0; i < size; i++)
        {
            var ((a, b), (c, d)) = (first(i), second(i));
            (matrix[a, b], matrix[c, d]) = ((cos * matrix[a, b]) - (sin * matrix[c, d]), (sin * matrix[a, b]) + (cos * matrix[c, d]));
        }
    }
}
