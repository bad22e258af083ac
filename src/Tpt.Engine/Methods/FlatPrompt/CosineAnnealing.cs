namespace Tpt.Engine.Methods.FlatPrompt;

/// <summary>A learning rate that falls along half a cosine (Loshchilov and Hutter 2017, without restarts).</summary>
internal static class CosineAnnealing
{
    /// <summary>What is left at the end: the reference anneals 1e-2 to 1e-4.</summary>
    private const double FinalShare = 0.01;

    /// <summary><c>r_t = r_end + (r_0 - r_end) (1 + cos(π t / T)) / 2</c>.</summary>
    /// <param name="initial">r_0.</param>
    /// <param name="step">t, from 0 on.</param>
    /// <param name="steps">T.</param>
    public static double Rate(double initial, int step, int steps)
    {
        var final = FinalShare * initial;
        return final + ((initial - final) * (1 + Math.Cos(Math.PI * step / steps)) / 2);
    }
}
