namespace Tpt.Engine.Calibration;

/// <summary>
/// The temperature at which the confidence of some views is nearest to a target: the minimum of
/// mean (max softmax(z / τ) - c)² that a descent from τ = 1 reaches. The paper takes 50 steps of an optimizer that it does not name.
/// </summary>
/// <remarks>
/// With s = ln τ and f = max softmax(z / τ), df/ds = -f (max z - Σ p z) / τ. From s = 0 the slope's sign is followed in steps of
/// 0.02 until it turns, and the turn is bisected. In double. No step of the search takes more than one pass over the logits, and there are fewer than 500.
/// </remarks>
/// <param name="logits">The logits of each view, all numbers.</param>
/// <param name="target">The confidence that each should have, in [0, 1].</param>
internal sealed class TemperatureFit(double[][] logits, double[] target)
{
    /// <summary>The search ends at e^±this: 0.001 and 1000.</summary>
    private static readonly double _furthest = Math.Log(1000);

    private const double Step = 0.02;

    /// <summary>Below, the objective is flat: confidence that is saturated at 1, or the same at every temperature.</summary>
    private const double Flat = 1e-13;

    private const int Bisections = 60;

    /// <summary>τ, in [0.001, 1000]; 1 where the objective is flat at 1.</summary>
    public double Minimise()
    {
        var atStart = Slope(0);
        if (!(Math.Abs(atStart) > Flat))
        {
            return 1;
        }
        // It rises with the temperature: go down.
        var direction = atStart > 0 ? -1 : 1;
        var near = 0.0;
        while (Math.Abs(near) < _furthest)
        {
            var far = Math.Clamp(near + (direction * Step), -_furthest, _furthest);
            if (Slope(far) * direction > 0)
            {
                return Math.Exp(Bisect(near, far, direction));
            }
            near = far;
        }
        return Math.Exp(near);
    }

    private double Bisect(double near, double far, int direction)
    {
        for (var i = 0; i < Bisections; i++)
        {
            var middle = (near + far) / 2;
            if (Slope(middle) * direction > 0)
            {
                far = middle;
            }
            else
            {
                near = middle;
            }
        }
        return (near + far) / 2;
    }

    /// <summary>The derivative of the objective by ln τ.</summary>
    private double Slope(double logTemperature)
    {
        var temperature = Math.Exp(logTemperature);
        double slope = 0;
        for (var view = 0; view < logits.Length; view++)
        {
            var highest = logits[view].Max();
            double sum = 0, weighted = 0;
            foreach (var logit in logits[view])
            {
                var share = Math.Exp((logit - highest) / temperature);
                sum += share;
                weighted += share * (highest - logit);
            }
            // f = 1 / Σ exp((z - max z) / τ), and max z - Σ p z = Σ p (max z - z).
            var confidence = 1 / sum;
            slope -= 2 * (confidence - target[view]) * confidence * (weighted / sum) / temperature;
        }
        return slope / logits.Length;
    }
}
